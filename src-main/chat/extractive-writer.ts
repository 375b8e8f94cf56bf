import type { AnswerEvent, Citation, Degradation } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Logger } from '../base/logger.ts'
import type { Embedder, Models } from '../ollama/index.ts'
import { withinTokens } from '../retrieval/index.ts'
import { answerTexts } from './answer-texts.ts'
import { citationOf } from './citations.ts'
import { type Extract, extractFrom, extractiveText } from './extractive-answer.ts'
import type { Grounds, Written } from './grounds.ts'
import { rankSentences } from './sentence-ranking.ts'

export interface ExtractiveWriterOptions {
  readonly models: Pick<Models, 'embedder'>
  readonly clock: Clock
  readonly log: Logger
}

/** The words alone rank sentences well enough not to wait longer. */
const NEARNESS_DEADLINE_MS = 3_000

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
    const citations = citationsOf(extracts)
    yield { type: 'sources', citations }
    yield { type: 'delta', text }
    return {
      text,
      mode: 'extractive',
      citations,
      model: null,
      degradations,
      notes: { quotes: extracts.length },
    }
  }

  /** The sentences most likely to answer, best first. */
  async extracts(grounds: Grounds, signal: AbortSignal): Promise<Extract[]> {
    const ranked = await rankSentences(grounds.words, grounds.passages, (sentences) =>
      this.#nearness(grounds, sentences, signal),
    )
    return extractFrom(ranked, grounds.passages)
  }

  async #nearness(
    { searched, withoutEmbedder }: Grounds,
    sentences: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[] | null> {
    const embedder = withoutEmbedder ? null : this.#options.models.embedder()
    if (!embedder || sentences.length === 0) return null
    try {
      return await withDeadline(this.#options.clock, NEARNESS_DEADLINE_MS, signal, (limited) =>
        cosines(embedder, searched, sentences, limited),
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

/** One for each quotation, at exactly what it quotes. */
export function citationsOf(extracts: readonly Extract[]): Citation[] {
  return extracts.map(({ passage, focus }, at) => citationOf(at + 1, passage, focus))
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
