import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Answer, AnswerEvent } from '../../src-shared/schemas/chat.ts'
import type { Event } from '../base/emitter.ts'
import type { ChatTurn } from '../ollama/index.ts'

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
