/** British against American, and other spellings of one word. The rule for -ise, -our and -re is in word-forms. */
export const spellings = `
tyre tire; cheque check; jewellery jewelry; aluminium aluminum; storey story; programme program; instalment installment
enrolment enrollment; enrol enroll; fulfil fulfill; skilful skillful; wilful willful; licence license; practise practice; defence defense; offence offense
pretence pretense; catalogue catalog; dialogue dialog; analogue analog; grey gray; kerb curb; plough plow; mould mold; moult molt; sceptical skeptical
pyjamas pajamas; moustache mustache; manoeuvre maneuver; anaesthetic anesthetic; anaesthesia anesthesia; paediatric pediatric; paediatrician pediatrician
oestrogen estrogen; haemoglobin hemoglobin; haemorrhage hemorrhage; diarrhoea diarrhea; anaemia anemia; leukaemia leukemia; foetus fetus; orthopaedic orthopedic
encyclopaedia encyclopedia; mediaeval medieval; archaeology archeology; aeroplane airplane; draught draft; yoghurt yogurt; whisky whiskey; doughnut donut
carburettor carburetor; sulphur sulfur; sulphate sulfate; sulphuric sulfuric; judgement judgment; acknowledgement acknowledgment; ageing aging; cosy cozy
adviser advisor; adapter adaptor; artefact artifact; axe ax; barbecue barbeque bbq; calliper caliper; chilli chili; councillor councilor; counsellor counselor
disc disk; dispatch despatch; enquiry inquiry; furore furor; gauge gage; glycerine glycerin; gramme gram; inquire enquire; jeweller jeweler; marvellous marvelous
modelling modeling; mum mom; omelette omelet; per_cent percent; phoney phony; ploughing plowing; sombre somber; storeys stories; tonne metric_ton; toward towards
traveller traveler; tranquilliser tranquilizer; vice vise; woollen woolen; worshipper worshiper; fibre fiber; centre center; theatre theater; metre meter; litre liter
kilometre kilometer; centimetre centimeter; millimetre millimeter; millilitre milliliter; calibre caliber; lustre luster; meagre meager; sabre saber; spectre specter
okay ok; wifi wi_fi; email e_mail; hiccup hiccough; buses busses; learnt learned; burnt burned; spelt spelled; dreamt dreamed; maths math; ultraviolet ultra_violet
`
