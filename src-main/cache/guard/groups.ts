import { PatternTable } from './patterns.ts'
import { abbreviations } from './tables/abbreviations.ts'
import { doers, makers } from './tables/agents.ts'
import { nominals } from './tables/nominals.ts'
import { adjectiveSynonyms } from './tables/synonyms-adjectives.ts'
import { everydayAdjectives, everydayNouns, everydayVerbs } from './tables/synonyms-everyday.ts'
import { nounSynonyms } from './tables/synonyms-nouns.ts'
import { verbSynonyms } from './tables/synonyms-verbs.ts'
import { entriesOf } from './tables/word-set.ts'
import { lemmaOf } from './word-forms.ts'

const groupsOfWord = new Map<string, string[]>()
/** Synonyms of several words, in dictionary forms. */
export const synonymPhrases = new PatternTable<string>()

for (const [theme, table] of Object.entries({
  v: verbSynonyms + everydayVerbs,
  n: nounSynonyms + everydayNouns,
  a: adjectiveSynonyms + everydayAdjectives,
  s: abbreviations,
  nominal: nominals,
  maker: makers,
  doer: doers,
})) {
  entriesOf(table).forEach((entry, at) => {
    const members = entry.split(' ')
    if (members.length > 1) for (const member of members) put(member, `${theme}${at}`)
  })
}

function put(member: string, group: string): void {
  const words = member.split('_').map(keyOf)
  const key = words.join(' ')
  const groups = [...(groupsOfWord.get(key) ?? []), group]
  groupsOfWord.set(key, groups)
  if (words.length > 1) synonymPhrases.add(words, key)
}

/** Short forms in capitals keep them: US is a country, us is not. */
function keyOf(word: string): string {
  return /^\p{Lu}/u.test(word) ? word : lemmaOf(word)
}

/** The groups of words that may stand for this one. */
export function groupsOf(key: string): readonly string[] {
  return groupsOfWord.get(key) ?? []
}
