import { givenText } from '../normalise.ts'

/**
 * What punctuation alone says, where it says something: the rules compare words, and words have none of it. Null where
 * it says the same in both.
 */
export function signsDiffer(a: string, b: string): string | null {
  if (givenText(a) !== givenText(b)) return 'the text behind the colon'
  if (ownsAsOne(a, b) || ownsAsOne(b, a)) return 'one owner against several'
  if (caseDiffers(unitsOf(a), unitsOf(b))) return 'a unit in other capitals'
  // `Should we eat, grandma?` is said to her.
  if (endsSetOff(a) !== endsSetOff(b) && wordsOf(a) === wordsOf(b)) return 'a last word that is set off'
  return null
}

/** Whether several own it in one (`the boys' room`), and one in the other (`the boy's room`). */
function ownsAsOne(several: string, one: string): boolean {
  return [...several.matchAll(/(\p{L}+)s['’](?!\p{L})/gu)].some(([, name = '']) =>
    new RegExp(`(?<!\\p{L})${name}['’]s(?!\\p{L})`, 'iu').test(one),
  )
}

const endsSetOff = (text: string): boolean => /, *\p{L}+\P{L}*$/u.test(text)
const wordsOf = (text: string): string => (text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? []).join(' ')

/** Short words behind a number: a megabit is no megabyte, a milliwatt no megawatt. */
const unitsOf = (text: string): string =>
  [...text.matchAll(/\d ?(\p{L}{1,3})(?!\p{L})/gu)].map(([, unit]) => unit).join(' ')
const caseDiffers = (a: string, b: string): boolean => a !== b && a.toLowerCase() === b.toLowerCase()
