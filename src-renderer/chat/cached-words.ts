import type { CachedFrom } from '../../src-shared/schemas/chat.ts'
import { formatDateTime, formatDuration, formatRatio } from '../ui/format.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Characters of a question: a line or two. */
const SHOWN = 160

export interface CachedWords {
  /** When, and in which words where those were others. */
  readonly asked: string
  /** The earlier question; null where it was asked in the same words. */
  readonly question: string | null
  /** How near both questions are, never more than that; null likewise. */
  readonly alike: string | null
}

/** @param now epoch milliseconds */
export function cachedWords({ at, kind, question, similarity }: CachedFrom, now: number): CachedWords {
  const when = agoWords(at, now)
  if (kind === 'exact') return { asked: `asked ${when} in the same words`, question: null, alike: null }
  return {
    asked: `asked ${when}:`,
    question: clipped(question),
    alike: `${formatRatio(Math.floor(similarity * 100) / 100)} alike`,
  }
}

/** `just now`, `3 min ago`, `2 h 5 min ago`; with its date where that is more than a day. */
function agoWords(at: number, now: number): string {
  const age = now - at
  if (age < MINUTE) return 'just now'
  if (age >= DAY) return `on ${formatDateTime(at)}`
  return `${formatDuration(Math.floor(age / MINUTE) * MINUTE)} ago`
}

const clipped = (text: string): string =>
  text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1).trimEnd()}…`
