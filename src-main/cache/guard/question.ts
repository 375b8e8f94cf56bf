import { type ActiveOrder, activeOrder } from './active-voice.ts'
import { withoutCourtesy } from './courtesy.ts'
import { carriers, type Item } from './item.ts'
import { itemsOf } from './items.ts'
import { isEnglish } from './language.ts'
import { type Kind, kindOf } from './question-kind.ts'
import { type Placed, rolesIn } from './roles.ts'
import { type Tense, tenseOf } from './tenses.ts'
import type { Token } from './token.ts'
import { tokenise } from './tokenise.ts'
import { withUses } from './uses.ts'
import { widened } from './widened.ts'

/** All that the rules compare of one question. */
export interface Question {
  readonly tokens: readonly Token[]
  readonly items: readonly Item[]
  /** What carries meaning by itself, in the order of its active wording, with its place in the sentence. */
  readonly placed: readonly Placed[]
  readonly kind: Kind
  readonly tense: Tense
  /** Of `who`: does it, or has it done to them; null where that is not plain. */
  readonly voice: ActiveOrder['asked']
  readonly toAsker: boolean
  readonly english: boolean
  /** No word in it binds others: `vat rate books`. */
  readonly keywords: boolean
  /** Words were taken together as a synonym. */
  readonly phrased: boolean
}

const MOST_KEPT = 4_000
const kept: Readonly<Record<Reading, Map<string, Question>>> = { phrases: new Map(), words: new Map() }

/** With synonyms of several words as one word, or each word by itself. */
export type Reading = 'phrases' | 'words'

export function readQuestion(text: string, reading: Reading = 'phrases'): Question {
  const read = kept[reading]
  const known = read.get(text)
  if (known !== undefined) return known
  if (read.size === MOST_KEPT) read.clear()
  const question = questionOf(text, reading)
  read.set(text, question)
  return question
}

function questionOf(text: string, reading: Reading): Question {
  const all = tokenise(text)
  const tokens = withoutCourtesy(all)
  const said = widened(itemsOf(tokens, reading === 'phrases'))
  const keywords = said.every(
    (item) => carriers.has(item.role) || item.role === 'break' || item.role === 'comparison',
  )
  const items = withUses(said, keywords)
  const active = activeOrder(items)
  return {
    tokens,
    items,
    placed: rolesIn(items),
    kind: kindOf(items, keywords),
    tense: tenseOf(items),
    voice: active.asked,
    toAsker: active.toAsker,
    english: isEnglish(text, all),
    keywords,
    phrased: items.some((item) => item.role === 'content' && item.key.includes(' ')),
  }
}
