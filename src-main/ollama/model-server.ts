import type { Backend, InstalledModel } from '../../src-shared/schemas/models.ts'
import type { Priority } from '../resilience/index.ts'

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatTurn[]
  readonly temperature?: number
  /** Most tokens of the answer. */
  readonly maxTokens?: number
  /** Tokens of context the model is loaded with. */
  readonly contextTokens?: number
  readonly stop?: readonly string[]
  /**
   * Whether the text so far is all that is wanted: the call then ends as if the model had stopped there, which is
   * more than leaving it, that says nothing of the server. Heeded by GuardedModelServer alone.
   */
  readonly enough?: (text: string) => boolean
  /**
   * Who waits for it.
   *
   * @default 'person'
   */
  readonly priority?: Priority
}

export type ChatChunk =
  /** The server says that it still loads the model. */
  | { readonly type: 'loading' }
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'done'
      readonly reason: 'stop' | 'length'
      /** Null where the answer was ended before the server told. */
      readonly promptTokens: number | null
      readonly answerTokens: number
    }

export interface PullStep {
  readonly status: string
  readonly completed: number
  readonly total: number | null
}

/**
 * A server that speaks Ollama's HTTP API: the person's Ollama or the built-in engine. All calls throw
 * AppError (MODEL_*, DEADLINE_*, CIRCUIT_OPEN, POOL_*, CANCELLED) and end at once when the signal is aborted.
 * Whatever guards calls wraps a ModelServer and is one: see GuardedModelServer.
 */
export interface ModelServer {
  readonly backend: Backend
  /** e.g. http://127.0.0.1:11434 */
  readonly origin: string
  version(signal: AbortSignal): Promise<string>
  /** Everything installed, told apart into chat and embedding models. */
  models(signal: AbortSignal): Promise<readonly InstalledModel[]>
  /**
   * One vector a text, in order, each checked: finite, not all zero, one dimension. Never truncates silently.
   *
   * @param priority who waits for it. @default 'person'
   */
  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
    priority?: Priority,
  ): Promise<readonly Float32Array[]>
  /** Ends with exactly one `done`, or throws. */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatChunk>
  pull(model: string, signal: AbortSignal): AsyncIterable<PullStep>
}
