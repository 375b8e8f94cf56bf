import type { CachedAnswer } from '../../src-shared/schemas/cache.ts'
import type { Answer, AnswerEvent, Citation } from '../../src-shared/schemas/chat.ts'
import type { Hit, Lookup } from '../cache/index.ts'
import type { WrittenFrom } from './answer-pipeline.ts'

/** Of an answer that is being written: what of it a cache would keep. */
export class AnswerRecorder {
  #sources: readonly Citation[] = []
  #condensed: string | null = null
  #hasWords = false
  #wasWithdrawn = false
  from: WrittenFrom | null = null

  take(event: AnswerEvent): void {
    if (event.type === 'condensed') this.#condensed = event.question
    else if (event.type === 'sources' && !this.#hasWords) this.#sources = event.citations
    else if (event.type === 'delta') this.#hasWords = true
    else if (event.type === 'restart') this.#wasWithdrawn = true
  }

  /** Null where it is not to be kept: it is no whole answer, by a model, from all that could be searched. */
  kept({ answer, mode, citations, degradations, model, timings }: Answer): CachedAnswer | null {
    const isComplete = this.from?.isWhole === true && !this.#wasWithdrawn && answer.trim() !== ''
    // That a small model wrote it is no trouble of the moment; every other one is.
    const isAsGoodAsCanBe = mode === 'generated' && degradations.every((each) => each === 'small_model')
    if (!isComplete || !isAsGoodAsCanBe || model === null) return null
    return {
      ...{ answer, model, condensed: this.#condensed },
      citations: [...citations],
      sources: [...this.#sources],
      degradations: [...degradations],
      tookMs: timings.total ?? 0,
    }
  }
}

/** What a hit shows before its end: as the first time, but at once. */
export function* eventsOf({ entry: { answer } }: Hit): Generator<AnswerEvent> {
  if (answer.condensed !== null) yield { type: 'condensed', question: answer.condensed }
  yield { type: 'sources', citations: answer.sources }
  yield { type: 'delta', text: answer.answer }
}

/** @param ms how long it took to find */
export function answerOf({ kind, similarity, entry }: Hit, ms: number, traceId: string): Answer {
  const { answer, citations, degradations, model } = entry.answer
  return {
    ...{ answer, mode: 'generated', citations, degradations, model, traceId },
    timings: { lookup: tenth(ms), firstToken: tenth(ms), total: tenth(ms) },
    ...{ cached: true, similarity },
    cachedFrom: { entryId: entry.id, question: entry.question, at: entry.createdAt, kind, similarity },
  }
}

/** What the cache decided, for the trace. */
export function traceOf(found: Lookup | 'afresh'): Readonly<Record<string, unknown>> {
  if (found === 'afresh') return { kind: 'not asked', reason: 'afresh' }
  if (found.kind === 'miss') return { kind: 'miss', reason: found.reason, rejected: found.rejected ?? null }
  const { kind, similarity, ageMs, entry } = found
  return { kind, similarity, ageMs, entryId: entry.id, question: entry.question }
}

const tenth = (ms: number): number => Math.round(ms * 10) / 10
