/** One unit a line, each way of writing it: the same figure in two units says two things. */
const written = `
second seconds sec s
minute minutes min mins
hour hours hr hrs h
day days
week weeks
month months
quarter quarters
year years
mm millimetre millimeter millimetres millimeters
cm centimetre centimeter centimetres centimeters
m metre meter metres meters
km kilometre kilometer kilometres kilometers
inch inches
ft foot feet
mile miles
mg milligram milligrams
g gram grams
kg kilogram kilograms
lb lbs pounds
ml millilitre milliliter millilitres milliliters
l litre liter litres liters
% percent
€ euro euros eur
$ dollar dollars usd
£ gbp
cent cents
°c celsius
°f fahrenheit
kb kilobyte kilobytes
mb megabyte megabytes
gb gigabyte gigabytes
watt watts w
kw kilowatt kilowatts
volt volts v
`

const units: ReadonlyMap<string, string> = new Map(
  written
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [name = '', ...others] = line.split(' ')
      return [name, ...others].map((word): [string, string] => [word, name])
    }),
)

/** The one name of a unit, however it is written; null: the word is none. */
export function unitOf(word: string): string | null {
  return units.get(word.toLowerCase()) ?? null
}
