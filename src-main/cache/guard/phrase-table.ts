import type { Role } from './item.ts'
import { PatternTable, wordings } from './patterns.ts'
import { phrases } from './tables/phrases.ts'
import { rewordings } from './tables/rewordings.ts'
import { entriesOf } from './tables/word-set.ts'

export interface Said {
  readonly role: Role | 'measure' | 'ability'
  readonly key: string
}

/** What each turn of phrase says. */
export const phraseTable = new PatternTable<readonly Said[]>()

for (const entry of entriesOf(rewordings + phrases)) {
  const [left = '', right = ''] = entry.split('=>').map((side) => side.trim())
  const said = right.split(' ').map(saidBy)
  for (const words of wordings(left)) phraseTable.add(words, said)
}

function saidBy(text: string): Said {
  const [role = 'filler', key = ''] = text.split(':')
  return { role: role as Said['role'], key }
}
