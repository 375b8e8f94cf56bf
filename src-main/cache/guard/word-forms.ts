import { isWord } from './lexicon.ts'
import { irregularNouns, irregularVerbs, uninflected } from './tables/irregulars.ts'
import { spellings } from './tables/spellings.ts'
import { entriesOf, wordSet } from './tables/word-set.ts'

const fixed = wordSet(uninflected)
const irregular = new Map<string, string>()
const pasts = new Set<string>()
const participles = new Set<string>()
for (const entry of entriesOf(irregularVerbs)) {
  const [base = '', ...forms] = entry.split(' ')
  for (const form of forms) irregular.set(form, base)
  const past = forms[0]
  const participle = forms.at(-1)
  if (past !== undefined) pasts.add(past)
  participles.add(participle ?? base)
}
for (const entry of entriesOf(irregularNouns)) {
  const [base = '', ...forms] = entry.split(' ')
  for (const form of forms) irregular.set(form, base)
}
const spelled = new Map<string, string>()
for (const entry of entriesOf(spellings)) {
  const [british = '', ...americans] = entry.split(' ')
  // One canonical spelling each; phrases are the synonym table's.
  for (const american of americans)
    if (!american.includes('_') && !british.includes('_')) spelled.set(american, british)
}
const keepOur = wordSet('hour four your tour pour sour flour our detour contour velour scour devour dour')
const keepIse =
  wordSet(`exercise promise premise otherwise raise praise noise wise rise advise revise supervise devise
  surprise comprise compromise disguise enterprise expertise franchise merchandise precise concise likewise treatise
  televise improvise paradise excise bruise cruise liaise chastise demise despise poise mayonnaise appraise arise cerise size
  prize seize maize resize downsize capsize`)
const lemmas = new Map<string, string>()
const MOST_LEMMAS = 20_000

/** The dictionary form in one spelling, of a word in lower case: `tyres` and `tires`, `organised` and `organizes`. */
export function lemmaOf(word: string): string {
  const known = lemmas.get(word)
  if (known !== undefined) return known
  if (lemmas.size === MOST_LEMMAS) lemmas.clear()
  const lemma = oneSpelling(uninflect(oneSpelling(word)))
  lemmas.set(word, lemma)
  return lemma
}

export const isPast = (word: string): boolean => pasts.has(word) || regularPast(word)
export const isParticiple = (word: string): boolean => participles.has(word) || regularPast(word)

function regularPast(word: string): boolean {
  return word.endsWith('ed') && word.length > 4 && !fixed.has(word)
}

function oneSpelling(word: string): string {
  const listed = spelled.get(word)
  if (listed !== undefined) return listed
  return word
    .replace(/^(\w{2,})our(?=(?:s|ed|ing|ers?|hood|able|ful|less|ite|ites)?$)/, (whole, before: string) =>
      keepOur.has(whole) ? whole : `${before}or`,
    )
    .replace(/^(\w{3,}[^i\W])is(?=(?:e|es|ed|ing|er|ers|ation|ations|able)$)/, (whole, before: string) =>
      keepIse.has(`${whole}e`) ? whole : `${before}iz`,
    )
    .replace(/^(\w+l)ys(?=(?:e|es|ed|ing|er|ers)$)/, '$1yz')
    .replace(/^(\w{2,}[ea])ll(?=(?:ed|ing|ers?|ors?)$)/, (whole, before: string) =>
      /^(?:in|re|en|be)?(?:sta|ca|fa|se|te|spe|dwe|sme|swe|ye|she|fe)$/.test(before) ? whole : `${before}l`,
    )
}

function uninflect(word: string): string {
  const listed = irregular.get(word)
  if (listed !== undefined) return listed
  if (word.length < 4 || fixed.has(word)) return word
  if (word.endsWith('s')) return singular(word)
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`
  if (word.endsWith('ed') && word.length > 4) return base(word.slice(0, -2)) ?? word
  if (word.endsWith('ing') && word.length > 5) return base(word.slice(0, -3)) ?? word
  return word
}

function singular(word: string): string {
  if (word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word
  if (word.endsWith('ies') && word.length > 4)
    return endsInIe(word) ? word.slice(0, -1) : `${word.slice(0, -3)}y`
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/** `Movies` and `calories`, whose singular is a word as it stands and not with a y. */
const endsInIe = (word: string): boolean => isWord(word.slice(0, -1)) && !isWord(`${word.slice(0, -3)}y`)

/** What -ed or -ing was put to: stopp → stop, stor → store, test → test. Null where that is no word. */
function base(cut: string): string | null {
  if (!/[aeiouy]/.test(cut)) return null
  const doubled = /([bdgklmnprtz])\1$/.test(cut)
  if (doubled && !isWord(cut) && isWord(cut.slice(0, -1))) return cut.slice(0, -1)
  if (doubled && /^[^aeiou]*[aeiou](?:bb|dd|gg|mm|nn|pp|rr|tt)$/.test(cut)) return cut.slice(0, -1)
  // A short word doubles its consonant; where it did not, an e was dropped: hop-ing is of hope.
  const droppedE = isWord(`${cut}e`)
  if (
    droppedE &&
    (/^[^aeiou]*[aeiou][^aeiouwxy]$/.test(cut) || !isWord(cut) || /(?:[^aeiou]l|[cgsuvz])$/.test(cut))
  )
    return `${cut}e`
  if (isWord(cut)) return cut
  return droppedE ? `${cut}e` : null
}
