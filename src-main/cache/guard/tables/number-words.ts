const small =
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen`.split(/\s+/)
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const ordinals =
  `zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth`.split(/\s+/)

export const numberWords: ReadonlyMap<string, number> = new Map([
  ...small.map((word, value): [string, number] => [word, value]),
  ...tens.map((word, at): [string, number] => [word, (at + 2) * 10]),
])

export const ordinalWords: ReadonlyMap<string, number> = new Map([
  ...ordinals.map((word, value): [string, number] => [word, value]),
  ...tens.map((word, at): [string, number] => [word.replace(/y$/, 'ieth'), (at + 2) * 10]),
])

export const magnitudes: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
])

export const months =
  `january february march april may june july august september october november december`.split(' ')
export const weekdays = `monday tuesday wednesday thursday friday saturday sunday`.split(' ')
/** Short forms that are no other words; `mar`, `sun` and `sat` are. */
export const shortDates: ReadonlyMap<string, string> = new Map([
  ['jan', 'january'],
  ['feb', 'february'],
  ['apr', 'april'],
  ['aug', 'august'],
  ['sept', 'september'],
  ['oct', 'october'],
  ['nov', 'november'],
  ['dec', 'december'],
  ['mon', 'monday'],
  ['tue', 'tuesday'],
  ['tues', 'tuesday'],
  ['thu', 'thursday'],
  ['thurs', 'thursday'],
  ['fri', 'friday'],
])
