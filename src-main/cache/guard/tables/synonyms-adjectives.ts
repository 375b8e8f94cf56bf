/** Adjectives and adverbs of one meaning. */
export const adjectiveSynonyms = `
mandatory compulsory obligatory; tall high; big large; small little; quick fast rapid speedy; quickly fast rapidly
ill sick unwell; free_of_charge free complimentary gratis; cheap inexpensive; expensive costly; difficult hard tough; easy simple
broken defective faulty; whole entire; yearly annual annually every_year per_year per_annum a_year each_year; monthly every_month per_month a_month each_month
weekly every_week per_week a_week each_week; daily every_day per_day a_day each_day; hourly every_hour per_hour an_hour
responsible_for in_charge_of; famous well_known; dangerous hazardous
immediately at_once straight_away right_away instantly; regularly on_a_regular_basis; often frequently; permanently for_good; abroad overseas in_a_foreign_country
offline without_internet without_an_internet_connection without_a_connection when_i_have_no_internet_connection; online over_the_internet; outdoors outside_in_the_open
alone on_my_own by_myself; approximately roughly; in_advance beforehand
used second_hand; leftover left_over
taxable subject_to_tax; mobile_phone cell_phone cellphone mobile smartphone
`
