import type { Passage } from '../retrieval/index.ts'
import { type Focus, spanOf } from './passage-focus.ts'
import type { RankedSentence } from './sentence-ranking.ts'

export interface Extract {
  readonly passage: Passage
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
    if (extracts.some((other) => overlaps(other, { passage, focus }))) continue
    extracts.push({ passage, focus })
  }
  return extracts
}

function overlaps(a: Extract, b: Extract): boolean {
  if (a.focus.quote === b.focus.quote) return true
  const together = a.focus.start < b.focus.end && b.focus.start < a.focus.end
  return a.passage.documentId === b.passage.documentId && together
}

/** Markdown: one quotation each, numbered from 1. */
export function extractiveText(lead: string, extracts: readonly Extract[]): string {
  return [lead, ...extracts.map(({ focus }, at) => `> ${quotable(focus.reading)} [${at + 1}]`)].join('\n\n')
}

/** Not as a list item or heading, and with no [2] of the document's own that would read as a citation. */
function quotable(quote: string): string {
  return quote
    .replace(/^(?:[-*•]|#{1,6}|>)\s+/, '')
    .replace(/\[(?=\d)/g, '[\u2060')
    .trim()
}
