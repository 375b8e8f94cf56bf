import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Answer, AnswerEvent, Timings } from '../../src-shared/schemas/chat.ts'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import type { Event } from '../base/emitter.ts'
import type { ChatTurn } from '../ollama/index.ts'
import type { Retrieval, RetrievalRequest } from '../retrieval/index.ts'

export interface AnswerRequest {
  readonly question: string
  readonly collectionId: string | null
  /** Most passages; the setting where absent. */
  readonly k?: number
  /** What was said before, oldest first, without the question. */
  readonly history: readonly ChatTurn[]
  /**
   * A model must write it: where that is away it is thrown why (see `isModelOutage`), and nothing is quoted instead.
   *
   * @default false
   */
  readonly mustWrite?: boolean
  /**
   * Quotations were chosen: the chat model is not asked for anything.
   *
   * @default false
   */
  readonly mustQuote?: boolean
  /**
   * Written anew, whatever was answered before; that takes the place of the earlier answer.
   *
   * @default false
   */
  readonly afresh?: boolean
  /**
   * Nobody waits for it (warming, a comparison): it counts nowhere as a question, leaves no trace, lets every person's
   * call go first, and no other answer goes from the cache to make room for it.
   *
   * @default false
   */
  readonly background?: boolean
  /** Just before `done`, where the cache was to take the answer in: whether it did. Heeded for `background` alone. */
  readonly onKept?: (isKept: boolean) => void
}

/** What an answer was written from. */
export interface WrittenFrom {
  readonly search: RetrievalRequest
  readonly retrieval: Retrieval
  /** The model came to its own end: it was not cut off at its most tokens. */
  readonly isWhole: boolean
}

/** What a pipeline around another one tells it, and is told by it. */
export interface Around {
  /** Monotonic time at which the person asked: `firstToken` and `total` count from there. */
  readonly askedAt: number
  readonly timings: Pick<Timings, 'lookup'>
  /** By which the answer is written, whatever is changed meanwhile. */
  readonly settings: Settings
  /** For the trace: what was decided before. */
  readonly trace: Readonly<Record<string, unknown>>
  /** Just before `done`. */
  readonly onWritten: (from: WrittenFrom) => void
}

/**
 * cache → retrieve → prompt → generate → cite → store → trace. The one sequence that the window, HTTP and tests
 * read. Ends with exactly one `done`, or throws AppError (CANCELLED on abort).
 */
export interface AnswerPipeline {
  /** After each question that was not aborted: for metrics, so no text of it is read there. */
  readonly onFinished: Event<{ readonly answer: Answer } | { readonly failed: ErrorCode }>
  answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent>
}

/** One that another may stand around. */
export interface InnerPipeline {
  answer(request: AnswerRequest, signal: AbortSignal, around?: Around): AsyncIterable<AnswerEvent>
}
