import type {
  Backend,
  InstalledModel,
  ModelSelection,
  OfferedModel,
  PullProgress,
} from '../../src-shared/schemas/models.ts'
import type { Event } from '../base/emitter.ts'
import type { Priority } from '../resilience/index.ts'
import type { ChatChunk, ChatRequest } from './model-server.ts'

/** The chat model in use, bound to its server. */
export interface ChatModel {
  readonly name: string
  readonly backend: Backend
  readonly digest: string
  /** What fits into prompt and answer together. */
  readonly contextTokens: number
  readonly small: boolean
  chat(request: Omit<ChatRequest, 'model'>, signal: AbortSignal): AsyncIterable<ChatChunk>
}

/** The embedding model in use, bound to its server. Vectors of different digests are never compared. */
export interface Embedder {
  readonly name: string
  readonly backend: Backend
  readonly digest: string
  readonly dimension: number
  /** The most tokens of one text that it reads. */
  readonly maxTokens: number
  /**
   * Unit vectors, in the order of the texts. Any number of texts: split into calls inside.
   *
   * @param priority who waits for it. @default 'person'
   */
  embed(texts: readonly string[], signal: AbortSignal, priority?: Priority): Promise<readonly Float32Array[]>
}

/**
 * Which models answer. Decides between Ollama and the engine (settings, environment, what is there), looks
 * again by itself, and tells when it changes.
 */
export interface Models {
  readonly selection: ModelSelection
  readonly onSelection: Event<ModelSelection>
  readonly onPull: Event<PullProgress>
  /** Null: none is usable now; `selection.reason` says why. */
  chatModel(): ChatModel | null
  embedder(): Embedder | null
  installed(signal: AbortSignal): Promise<readonly InstalledModel[]>
  offered(): readonly OfferedModel[]
  refresh(signal: AbortSignal): Promise<ModelSelection>
  /** Starts in the background; progress by onPull. */
  pull(name: string, backend: Backend): void
  cancelPull(name: string, backend: Backend): void
}
