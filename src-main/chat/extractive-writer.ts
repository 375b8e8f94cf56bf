import type { AnswerEvent, Citation, Degradation } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Logger } from '../base/logger.ts'
import type { Embedder, Models } from '../ollama/index.ts'
import { type Passage, withinTokens } from '../retrieval/index.ts'
import { answerTexts } from './answer-texts.ts'
import { citationOf } from './citations.ts'
import { type Extract, extractFrom, extractiveText } from './extractive-answer.ts'
import type { Grounds, Written } from './grounds.ts'
import type { Focus } from './passage-focus.ts'
import { rankSentences } from './sentence-ranking.ts'

export interface ExtractiveWriterOptions {
  readonly models: Pick<Models, 'embedder'>
  readonly clock: Clock
  readonly log: Logger
}

/** The words alone rank sentences well enough not to wait longer. */
const NEARNESS_DEADLINE_MS = 3_000
/** Quotations of one passage that lie closer together are one highlight. */
const MAX_HIGHLIGHT = 600

/** Writes the answer of quoted sentences: no model writes, and the same passages give the same answer. */
export class ExtractiveWriter {
  readonly #options: ExtractiveWriterOptions

  constructor(options: ExtractiveWriterOptions) {
    this.#options = options
  }

  async *write(
    grounds: Grounds,
    degradations: readonly Degradation[],
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, Written> {
    const extracts = await this.extracts(grounds, signal)
    const text = quotationsOf(grounds, extracts)
    yield { type: 'delta', text }
    const notes = { quotes: extracts.length }
    return {
      text,
      mode: 'extractive',
      citations: citationsOf(grounds, extracts),
      model: null,
      degradations,
      notes,
    }
  }

  /** The sentences most likely to answer, best first. */
  async extracts(grounds: Grounds, signal: AbortSignal): Promise<Extract[]> {
    const ranked = await rankSentences(grounds.words, grounds.passages, (sentences) =>
      this.#nearness(grounds.searched, sentences, signal),
    )
    return extractFrom(ranked, grounds.passages)
  }

  async #nearness(
    question: string,
    sentences: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[] | null> {
    const embedder = this.#options.models.embedder()
    if (!embedder || sentences.length === 0) return null
    try {
      return await withDeadline(this.#options.clock, NEARNESS_DEADLINE_MS, signal, (limited) =>
        cosines(embedder, question, sentences, limited),
      )
    } catch (error) {
      if (signal.aborted) throw error
      this.#options.log.debug({ err: error }, 'sentences ranked by words alone')
      return null
    }
  }
}

export function quotationsOf(grounds: Grounds, extracts: readonly Extract[]): string {
  return extractiveText(grounds.doubtful ? answerTexts.closest : answerTexts.quoted, extracts)
}

/** One for each passage quoted, the best quotation's first. */
export function citationsOf(grounds: Grounds, extracts: readonly Extract[]): Citation[] {
  const focusOf = new Map<number, Focus>()
  for (const { n, focus } of extracts) {
    const before = focusOf.get(n)
    const passage = grounds.passages[n - 1]
    focusOf.set(n, before && passage ? together(before, focus, passage) : focus)
  }
  return [...focusOf].flatMap(([n, focus]) => {
    const passage = grounds.passages[n - 1]
    return passage ? [citationOf(n, passage, focus)] : []
  })
}

/** The better one alone where both together would mark half a page. */
function together(better: Focus, other: Focus, passage: Passage): Focus {
  const start = Math.min(better.start, other.start)
  const end = Math.max(better.end, other.end)
  if (end - start > MAX_HIGHLIGHT) return better
  return { ...better, start, end, quote: passage.text.slice(start - passage.start, end - passage.start) }
}

async function cosines(
  embedder: Embedder,
  question: string,
  sentences: readonly string[],
  signal: AbortSignal,
): Promise<number[]> {
  const texts = [question, ...sentences].map((text) => withinTokens(text, embedder.maxTokens - 2))
  const [asked, ...vectors] = await embedder.embed(texts, signal)
  // Unit vectors: the dot product is the cosine.
  return vectors.map((vector) => vector.reduce((sum, value, at) => sum + value * (asked?.[at] ?? 0), 0))
}
