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
}

const MOST_KEPT = 4_000
const kept = new Map<string, Question>()

export function readQuestion(text: string): Question {
  const known = kept.get(text)
  if (known !== undefined) return known
  if (kept.size === MOST_KEPT) kept.clear()
  const question = read(text)
  kept.set(text, question)
  return question
}

function read(text: string): Question {
  const all = tokenise(text)
  const tokens = withoutCourtesy(all)
  const items = widened(itemsOf(tokens))
  const active = activeOrder(items)
  const keywords = items.every(
    (item) => carriers.has(item.role) || item.role === 'break' || item.role === 'comparison',
  )
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
  }
}
