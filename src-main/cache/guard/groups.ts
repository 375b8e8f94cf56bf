import { PatternTable } from './patterns.ts'
import { abbreviations } from './tables/abbreviations.ts'
import { doers, makers } from './tables/agents.ts'
import { nominals } from './tables/nominals.ts'
import { adjectiveSynonyms } from './tables/synonyms-adjectives.ts'
import { everydayAdjectives, everydayNouns, everydayVerbs } from './tables/synonyms-everyday.ts'
import { moreAdjectives, moreNouns, moreVerbs } from './tables/synonyms-more.ts'
import { nounSynonyms } from './tables/synonyms-nouns.ts'
import { verbSynonyms } from './tables/synonyms-verbs.ts'
import { entriesOf, wordSet } from './tables/word-set.ts'
import { lemmaOf } from './word-forms.ts'

/** Say little beside a noun, which may have its article: `make_decision` is `make a decision` too. */
const lightVerbs = wordSet('make take give have do place file lodge submit hold reach carry run pay')
const beforeNoArticle = wordSet(
  'a an the my up out off on in down back away to by over of for with into part place care go',
)

const groupsOfWord = new Map<string, string[]>()
/** Synonyms of several words, in dictionary forms. */
export const synonymPhrases = new PatternTable<string>()

for (const [theme, table] of Object.entries({
  v: verbSynonyms + everydayVerbs + moreVerbs,
  n: nounSynonyms + everydayNouns + moreNouns,
  a: adjectiveSynonyms + everydayAdjectives + moreAdjectives,
  s: abbreviations,
  nominal: nominals,
  maker: makers,
  doer: doers,
})) {
  entriesOf(table).forEach((entry, at) => {
    const members = entry.split(' ')
    if (members.length < 2) return
    for (const member of members) put(member, `${theme}${at}`)
    if (theme === 'a')
      for (const member of members.filter(isGraded)) {
        put(gradeOf(member, 'er'), `a${at}er`)
        put(gradeOf(member, 'est'), `a${at}est`)
      }
  })
}

function isGraded(word: string): boolean {
  return /^[a-z]{3,}$/.test(word) && !/(?:ly|est|er|ed)$/.test(word)
}

/** `Large` and `big` are synonyms, so `largest` and `biggest` are; a longer word has more and most. */
function gradeOf(word: string, ending: 'er' | 'est'): string {
  if (/^[a-z]{2,5}[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}i${ending}`
  if (!/^[^aeiou]*[aeiou]+[^aeiouy]*e?$/.test(word)) return `${ending === 'er' ? 'more' : 'most'}_${word}`
  if (word.endsWith('e')) return `${word}${ending.slice(1)}`
  return /^[^aeiou]*[aeiou][bdgmnt]$/.test(word) ? `${word}${word.slice(-1)}${ending}` : `${word}${ending}`
}

function put(member: string, group: string): void {
  const words = member.split('_').map(keyOf)
  const key = words.join(' ')
  const groups = [...(groupsOfWord.get(key) ?? []), group]
  groupsOfWord.set(key, groups)
  if (words.length < 2) return
  synonymPhrases.add(words, key)
  // "Make a decision" and "make the decision" are both `make_decision`.
  const [verb = '', ...rest] = words
  if (lightVerbs.has(verb) && words.length < 5 && !beforeNoArticle.has(rest[0] ?? ''))
    for (const article of ['a', 'an', 'the', 'my', 'our']) synonymPhrases.add([verb, article, ...rest], key)
}

/** Short forms in capitals keep them: US is a country, us is not. */
function keyOf(word: string): string {
  return /^\p{Lu}/u.test(word) ? word : lemmaOf(word)
}

/** The groups of words that may stand for this one. */
export function groupsOf(key: string): readonly string[] {
  return groupsOfWord.get(key) ?? []
}
