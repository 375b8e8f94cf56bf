import type { ChatLine } from '../../src-shared/ipc/chat-routes.ts'
import type { Degradation, Message } from '../../src-shared/schemas/chat.ts'
import { countdownWords } from '../ui/countdown.ts'
import { outageWords } from '../ui/outage-words.ts'
import type { BackAt, Outage, OutageKind, Part } from '../ui/outages.ts'

/** What a question that waits is told. `next try` is said apart, for it counts down. */
export function waitingWords(
  messageId: string,
  { waiting, retryAt }: Pick<ChatLine, 'waiting' | 'retryAt'>,
  outages: readonly Outage[],
): string {
  const before = waiting.findIndex((each) => each.messageId === messageId)
  const out = outages.find(({ part }) => part === 'chat_model')
  const isOut = retryAt !== null || out !== undefined
  const what = isOut ? 'Waits for the chat model' : before > 0 ? 'Waits for its turn' : 'Is asked next'
  const until = out?.kind === 'stopped' ? ' until you reset it in Diagnostics' : ''
  return `${what}${until}${before > 0 ? ` · ${place(before)}` : ''}`
}

/** Names its place for those who go from one landmark to the next. */
export function waitingName(messageId: string, { waiting }: Pick<ChatLine, 'waiting'>): string {
  const before = waiting.findIndex((each) => each.messageId === messageId)
  return before > 0 ? `Waiting question, ${place(before)}` : 'Waiting question'
}

/** The line is one for all, so that a place in it is not that within the conversation. None for the first. */
const place = (before: number): string => `${ordinal(before + 1)} in line of all conversations`

function ordinal(place: number): string {
  const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th' } as const
  const rule = ordinals.select(place)
  return `${place}${rule in endings ? endings[rule as keyof typeof endings] : 'th'}`
}

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })

/** The part whose loss made an answer less than it could be. */
const partOf: Readonly<Partial<Record<Degradation, Part>>> = {
  no_chat_model: 'chat_model',
  chat_model_resting: 'chat_model',
  chat_model_stopped: 'chat_model',
  chat_model_unasked: 'chat_model',
  chat_model_busy: 'chat_model',
  chat_model_refused: 'chat_model',
  chat_model_silent: 'chat_model',
  chat_model_failed: 'chat_model',
  no_embedder: 'embedder',
  no_vector_store: 'vector_store',
}

export interface AnotherTry {
  /** `again`: nothing that was missing is out now. `wait`: the chat model is. */
  readonly kind: 'again' | 'wait'
  readonly words: string
}

/**
 * Whether another try would give a better answer now, or once the chat model is back; null: neither. Without a
 * chat model to come back, nothing is offered. That something is back is said only where it was seen to come back
 * since the answer began: what failed once, and never was out, may fail again.
 *
 * @param backAt when each part was last seen to come back, epoch milliseconds
 * @param hasModel a chat model is selected
 */
export function anotherTry(
  { degradations, createdAt }: Pick<Message, 'degradations' | 'createdAt'>,
  outages: readonly Outage[],
  backAt: BackAt,
  hasModel: boolean,
): AnotherTry | null {
  const missed = [...new Set(degradations.flatMap((degradation) => partOf[degradation] ?? []))]
  if (missed.length === 0) return null
  const out = outages.filter(({ part }) => missed.includes(part))
  if (out.some(({ part }) => part === 'chat_model')) {
    return { kind: 'wait', words: 'Answer when the chat model is back' }
  }
  if (out.length > 0 || (missed.includes('chat_model') && !hasModel)) return null
  const isBack = (part: Part) => (backAt[part] ?? 0) > createdAt
  if (!missed.every(isBack)) return { kind: 'again', words: 'Answer again' }
  const what = missed.includes('chat_model') ? 'The chat model' : 'Search by meaning'
  return { kind: 'again', words: `${what} is back: answer again` }
}

/** When what is out is tried again, or until when it is not; empty where its title says all that is known. */
export function whenWords(kind: OutageKind, seconds: number | null): string {
  if (seconds !== null) return `Next try ${countdownWords(seconds)}`
  if (kind === 'trying') return 'Next try under way'
  return kind === 'stopped' ? 'Until you reset it' : ''
}

/** What is out, once, for those who listen rather than look; empty where nothing is. */
export const outageAnnouncement = (outages: readonly Outage[], waits = false): string =>
  outages
    .map((outage) => outageWords(outage, waits))
    .map(({ title, works }) => `${title}. ${works}`)
    .join(' ')
