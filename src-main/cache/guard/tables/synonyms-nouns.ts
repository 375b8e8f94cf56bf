/** Nouns for one thing. Left out are those that a contract or a doctor tells apart: theft and burglary, wage and bonus. */
export const nounSynonyms = `
toilet loo lavatory; luggage baggage; deductible excess; hotkey shortcut keyboard_shortcut; manual user_guide user_manual handbook instruction_manual
medicine drug medication; obligation duty; client customer; supervisor boss; rucksack backpack; trail path footpath
loft attic; fertiliser plant_food; velocity speed; principal head_teacher headteacher headmaster; taxi_rank taxi_stand taxi cab
film movie; lorry truck; flat apartment; lift elevator; tap faucet; torch flashlight; holiday vacation
in_autumn in_fall in_the_fall in_the_autumn; petrol gasoline; motorway highway; pavement sidewalk; nappy diaper
rubbish garbage trash waste; bin dustbin trash_can garbage_can; cooker stove; fridge refrigerator; freezer deep_freezer
tumble_dryer tumble_drier clothes_dryer; hoover vacuum_cleaner; couch sofa; cellar basement
bicycle bike cycle; car automobile motorcar; plane aeroplane airplane aircraft; railway railroad; car_park parking_lot
timetable schedule; pupil schoolchild; maths mathematics math; exam examination
lawyer attorney; landlord lessor; tenant lessee renter; contract agreement; clause provision
salary pay_packet; employee staff_member member_of_staff; colleague coworker co_worker; firm company business
pension retirement_scheme; remote_work telework; head_office headquarters
doctor physician; child kid; infant baby; adult grown_up; illness disease sickness; side_effect adverse_effect
painkiller analgesic; jab vaccination; dosage dose
price cost fee; amount sum; length duration
bill invoice; cash_machine atm cashpoint
sum_insured insured_sum; policyholder policy_holder; insurer insurance_company
password passcode; folder directory; computer pc; screen display_screen; setting preference; program software_program
error fault_message; internet net; website web_site; username user_name; laptop notebook_computer
wrench spanner; spare_part replacement_part; engine motor
plough plow; shrub bush
pitch field; goalkeeper goalie keeper; football soccer; half_time halftime
king monarch
aubergine eggplant; courgette zucchini; coriander cilantro; prawn shrimp; biscuit cookie; icing frosting; icing_sugar powdered_sugar
plain_flour all_purpose_flour; minced_meat ground_meat mince; hob stovetop
journey trip; bedding bed_linen bedclothes
summit peak
location place; aim purpose goal; advantage benefit pro; disadvantage drawback con downside
consequence effect; danger hazard; permission permit; deadline time_limit cut_off_date; notice_period period_of_notice
opening_hours opening_times; owner proprietor; inhabitant resident; birthplace place_of_birth; birthday date_of_birth
picture image photo photograph; storey floor_level
`
