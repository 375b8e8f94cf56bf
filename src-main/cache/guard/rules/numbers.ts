import { unmatched } from '../differences.ts'
import { isCalendarName } from '../quantities.ts'
import type { Rule } from '../rule.ts'
import { wordSet } from '../tables/word-set.ts'
import { lemmaOf } from '../word-forms.ts'

const units =
  wordSet(`second minute hour day week month quarter year decade century meter metre inch foot feet yard mile kilometer centimeter
  millimeter gram kilogram milligram pound ounce ton tonne stone liter milliliter gallon pint cup teaspoon tablespoon watt kilowatt hp
  horsepower volt amp celsius fahrenheit kelvin degree percent euro dollar franc pence cent byte megabyte gigabyte weekly monthly
  daily yearly hourly quarterly kg mg g cm mm km ml l kw °c °f % € $ £ ft lb`)
const isUnit = (text: string, key: string) => units.has(key) || units.has(text) || units.has(lemmaOf(text))

export const dates: Rule = {
  name: 'dates',
  reason: 'Another day, month or weekday has other events.',
  example: ['What is planned for 3 May?', 'What is planned for 13 May?'],
  check: (pair) =>
    unmatched(
      pair,
      (item) => (item.role === 'number' && item.key.includes('/')) || isCalendarName(item.text),
    ),
}

export const numbers: Rule = {
  name: 'numbers',
  reason: 'A number says which one or how much; the nearest number is another answer.',
  example: ['What does exit code 1 mean?', 'What does exit code 2 mean?'],
  check: (pair) => unmatched(pair, (item) => item.role === 'number'),
}

export const unitNames: Rule = {
  name: 'units',
  reason: 'The same quantity in another unit is another number.',
  example: ['How wide is it in inches?', 'How wide is it in centimetres?'],
  check: (pair) => unmatched(pair, (item) => item.role === 'content' && isUnit(item.text, item.key)),
}
