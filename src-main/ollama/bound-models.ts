import type { InstalledModel } from '../../src-shared/schemas/models.ts'
import { AppError } from '../base/app-error.ts'
import type { Priority } from '../resilience/index.ts'
import type { ChatChunk, ModelServer } from './model-server.ts'
import type { ChatModel, Embedder } from './models.ts'
import { unitVector } from './vectors.ts'

/** A model below a billion parameters loses its thread in long prompts, and its memory is better kept small. */
const SMALL_CONTEXT = 2_048
/** Enough for every prompt that is made here; a model's own 128k would take gigabytes. */
const LARGEST_CONTEXT = 8_192
const UNKNOWN_CONTEXT = 4_096

/** Texts in one call: a second of work at most on one slow core. */
const BATCH = 16
/** Calls at the same time, so that the server's queue is never empty between two of them. */
const IN_FLIGHT = 2
/** Passages are far shorter; whatever an embedder reads beyond this is not used. */
const LARGEST_TEXT = 2_048
const UNKNOWN_TEXT = 512

/** `onFailure` hears of every call that failed, to look again at what is there. */
export type OnFailure = (error: AppError) => void

export function bindChat(model: InstalledModel, server: ModelServer, onFailure: OnFailure): ChatModel {
  const contextTokens = model.small
    ? SMALL_CONTEXT
    : Math.min(model.contextLength ?? UNKNOWN_CONTEXT, LARGEST_CONTEXT)
  return {
    name: model.name,
    backend: model.backend,
    digest: model.digest,
    small: model.small,
    contextTokens: Math.min(contextTokens, model.contextLength ?? contextTokens),
    async *chat(request, signal): AsyncGenerator<ChatChunk> {
      try {
        yield* server.chat({ contextTokens: this.contextTokens, ...request, model: model.name }, signal)
      } catch (error) {
        if (error instanceof AppError) onFailure(error)
        throw error
      }
    },
  }
}

export function bindEmbedder(
  model: InstalledModel,
  dimension: number,
  server: ModelServer,
  onFailure: OnFailure,
): Embedder {
  return {
    name: model.name,
    backend: model.backend,
    digest: model.digest,
    dimension,
    maxTokens: Math.min(model.contextLength ?? UNKNOWN_TEXT, LARGEST_TEXT),
    async embed(texts, signal, priority) {
      try {
        return await embedInBatches({ server, model: model.name, dimension, priority }, texts, signal)
      } catch (error) {
        if (error instanceof AppError) onFailure(error)
        throw error
      }
    },
  }
}

interface EmbedderCalls {
  readonly server: ModelServer
  readonly model: string
  readonly dimension: number
  readonly priority: Priority | undefined
}

/** The first batch that fails ends the others. */
async function embedInBatches(
  { server, model, dimension, priority }: EmbedderCalls,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = new Array(texts.length)
  // Not AbortSignal.any: on Node 20 it leaks for as long as the caller's signal lives, and an ingest's lives long.
  const over = new AbortController()
  const leave = () => over.abort(signal.reason)
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
  let next = 0
  const worker = async () => {
    while (next < texts.length) {
      const start = next
      next += BATCH
      const batch = await server.embed(model, texts.slice(start, start + BATCH), over.signal, priority)
      for (const [index, vector] of batch.entries()) {
        if (vector.length !== dimension) {
          throw new AppError('EMBEDDING_INVALID', {
            message: `${model} returned ${vector.length} numbers instead of ${dimension}.`,
          })
        }
        vectors[start + index] = unitVector(vector)
      }
    }
  }
  try {
    await Promise.all(
      Array.from({ length: IN_FLIGHT }, () =>
        worker().catch((error: unknown) => {
          // Not with the error itself: a deadline of one batch would count as one of each of the others.
          over.abort(new AppError('CANCELLED', { message: 'Another batch of the call failed.' }))
          throw error
        }),
      ),
    )
  } finally {
    signal.removeEventListener('abort', leave)
    over.abort()
  }
  return vectors
}
