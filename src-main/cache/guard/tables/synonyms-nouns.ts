/** Nouns for one thing. Left out are those that a contract or a doctor tells apart: theft and burglary, wage and bonus. */
export const nounSynonyms = `
toilet loo lavatory; luggage baggage; deductible excess; hotkey shortcut keyboard_shortcut; manual user_guide user_manual handbook instruction_manual
medicine drug medication; obligation duty; client customer; supervisor boss; rucksack backpack; trail path footpath
loft attic; fertiliser plant_food; velocity speed; principal head_teacher headteacher headmaster; taxi_rank taxi_stand taxi cab
film movie; lorry truck; flat apartment; lift elevator; tap faucet; torch flashlight; holiday vacation
autumn fall; petrol gasoline ; motorway highway; pavement sidewalk; nappy diaper
rubbish garbage trash waste ; bin dustbin trash_can garbage_can; cooker stove; fridge refrigerator; freezer deep_freezer
tumble_dryer dryer tumble_drier clothes_dryer; hoover vacuum_cleaner; couch sofa; wardrobe; cellar basement; garden; courtyard
bicycle bike cycle; car automobile motorcar; plane aeroplane airplane aircraft; railway railroad; car_park parking_lot
timetable schedule; pupil schoolchild; teacher; maths mathematics math; exam examination; homework
lawyer attorney; landlord lessor; tenant lessee renter; contract agreement; clause provision; deposit
salary pay_packet; employee staff_member member_of_staff; employer; colleague coworker co_worker; colleagues; firm company business
day_off; sick_leave; pension retirement_scheme; remote_work telework; training_course; head_office headquarters
doctor physician gp; child kid; infant baby; adult grown_up; patient; illness disease sickness; side_effect adverse_effect
painkiller analgesic; jab vaccination; vaccine; surgery; dosage dose
price cost fee; amount sum; number; maximum; minimum; length duration; height; width; depth; weight; distance
shop; money; bill invoice; receipt; bank_account; cash_machine atm cashpoint; interest_rate; taxation
sum_insured insured_sum; policyholder policy_holder; insurer insurance_company; premium; indemnity
password passcode; folder directory; browser; computer pc; screen display_screen; setting preference; program application app software_program
error fault_message; bug; internet net; website web_site; username user_name; screenshot; laptop notebook_computer
wrench spanner; screwdriver; spare_part replacement_part; engine motor; fuse; indicator; hammer; saw; drill
plough plow; soil; flower_bed; shrub bush; lawn; weed; pest; seedling
pitch field; goalkeeper goalie keeper; referee; football soccer; half_time halftime; coach; team
king monarch; century; war; battle; treaty; castle; monastery; ruler
stew; aubergine eggplant; courgette zucchini; coriander cilantro; prawn shrimp; biscuit cookie; icing frosting; icing_sugar powdered_sugar
plain_flour all_purpose_flour; minced_meat ground_meat mince; ingredient; recipe; pan; oven; hob stovetop
street road; city town; journey trip; hostel; ticket; passport; hut; guest visitor; bedding bed_linen bedclothes
summit peak; dog; cat; mountain; meal; breakfast; supper; rescue
location place position; reason; aim purpose goal_aim; method; step; option; advantage benefit pro; disadvantage drawback con downside
consequence effect; cause; danger hazard; requirement; permission permit; fine; deadline time_limit cut_off_date; notice_period period_of_notice
opening_hours opening_times; entitlement; owner proprietor; spouse; inhabitant resident; villager; birthplace place_of_birth; birthday date_of_birth
wage; refund_of; complaint; warranty guarantee; instruction; picture image photo photograph; colour; storey floor_level
`
