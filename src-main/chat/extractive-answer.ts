import type { Passage } from '../retrieval/index.ts'
import { type Focus, spanOf } from './passage-focus.ts'
import type { RankedSentence } from './sentence-ranking.ts'

export interface Extract {
  /** Number of the passage, from 1. */
  readonly n: number
  readonly focus: Focus
}

const MAX_QUOTES = 3
/** Sentences that score below this share of the best one would only distract. */
const NEAR_BEST = 0.7
/** Two sentences while they are no longer: what answers is as often in the second. */
const QUOTE_LENGTH = 300

/** The best sentences as they stand, best first, none twice. */
export function extractFrom(ranked: readonly RankedSentence[], passages: readonly Passage[]): Extract[] {
  const best = ranked[0]?.score ?? 0
  const extracts: Extract[] = []
  for (const { passage: at, sentences, at: sentence, score } of ranked) {
    const passage = passages[at]
    if (!passage || extracts.length >= MAX_QUOTES || (extracts.length > 0 && score < NEAR_BEST * best)) break
    const focus = spanOf(passage, sentences, sentence, QUOTE_LENGTH)
    if (extracts.some((other) => overlaps(other.focus, focus, passages[other.n - 1], passage))) continue
    extracts.push({ n: at + 1, focus })
  }
  return extracts
}

function overlaps(a: Focus, b: Focus, of: Passage | undefined, other: Passage): boolean {
  if (a.quote === b.quote) return true
  return of?.documentId === other.documentId && a.start < b.end && b.start < a.end
}

/** Markdown: one quotation each, with its number. */
export function extractiveText(lead: string, extracts: readonly Extract[]): string {
  return [lead, ...extracts.map(({ n, focus }) => `> ${quotable(focus.reading)} [${n}]`)].join('\n\n')
}

/** Not as a list item or heading, and with no [2] of the document's own that would read as a citation. */
function quotable(quote: string): string {
  return quote
    .replace(/^(?:[-*•]|#{1,6}|>)\s+/, '')
    .replace(/\[(?=\d)/g, '[\u2060')
    .trim()
}
