import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Timings } from '../../src-shared/schemas/chat.ts'
import { isAbort, toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Logger } from '../base/logger.ts'
import type { VectorHit, VectorStore } from '../chroma/index.ts'
import type { Library } from '../library/index.ts'
import type { Embedder, Models } from '../ollama/index.ts'
import type { Priority } from '../resilience/index.ts'
import type { LegState } from './retriever.ts'
import { withinTokens } from './token-estimate.ts'

export interface DenseFinding {
  readonly state: LegState
  /** Why a call came to nothing; CIRCUIT_OPEN: it was not made. Null where none did. */
  readonly failure: ErrorCode | null
  /** Whose vectors these are; null where there are none. */
  readonly embedder: string | null
  /** Nearest first, over all collections. */
  readonly hits: readonly { readonly chunkId: number; readonly similarity: number }[]
  readonly timings: Pick<Timings, 'embed' | 'dense'>
}

export interface DenseRequest {
  readonly question: string
  readonly collectionId: string | null
  /** Most hits. */
  readonly count: number
  readonly priority: Priority
}

export interface DenseLegOptions {
  readonly models: Pick<Models, 'embedder'>
  readonly vectors: Pick<VectorStore, 'query' | 'state'>
  readonly library: Pick<Library, 'vectorCollections'>
  readonly clock: Clock
  readonly log: Logger
}

/** A question waits no longer than this for its vector: full-text search has long answered. */
const EMBED_WAIT_MS = 5_000
/** An embed that is late goes on so long: one that is ended with its question would never get its model loaded. */
const EMBED_DEADLINE_MS = 60_000
const QUERY_DEADLINE_MS = 3_000

/**
 * Nearest neighbours of the question's vector. Never throws but for an abort by the caller: what is away is a
 * state of the finding, since the answer goes on without it.
 */
export class DenseLeg {
  readonly #options: DenseLegOptions

  constructor(options: DenseLegOptions) {
    this.#options = options
  }

  async search(
    { question, collectionId, count, priority }: DenseRequest,
    signal: AbortSignal,
  ): Promise<DenseFinding> {
    const { models, vectors, library, clock } = this.#options
    const timings: { embed?: number; dense?: number } = {}
    const without = (state: LegState, failure: ErrorCode | null = null): DenseFinding => ({
      ...{ state, failure, embedder: null, hits: [], timings },
    })

    const embedder = models.embedder()
    if (!embedder) return without('no_embedder')
    if (vectors.state.state === 'down') return without('no_vector_store')
    const collections = library.vectorCollections(collectionId)
    if (collections.length === 0) return without('no_vectors')

    let began = clock.monotonic()
    const embedded = await this.#unlessFailed('embed', signal, () =>
      this.#embed(embedder, question, priority, signal),
    )
    timings.embed = clock.monotonic() - began
    const { value: vector } = embedded
    if (!vector) return without('no_embedder', embedded.failure)

    began = clock.monotonic()
    const found = await this.#unlessFailed('query', signal, () =>
      withDeadline(clock, QUERY_DEADLINE_MS, signal, (limited) =>
        Promise.all(collections.map((name) => vectors.query(name, vector, count, limited))),
      ),
    )
    timings.dense = clock.monotonic() - began
    if (!found.value) return without('no_vector_store', found.failure)
    const hits = nearest(found.value.flat(), count)
    return { state: 'ok', failure: null, embedder: embedder.name, hits, timings }
  }

  async #embed(
    embedder: Embedder,
    question: string,
    priority: Priority,
    signal: AbortSignal,
  ): Promise<Float32Array | undefined> {
    const text = withinTokens(question, embedder.maxTokens)
    const { clock } = this.#options
    const embedding = withDeadline(clock, EMBED_DEADLINE_MS, signal, (limited) =>
      embedder.embed([text], limited, priority),
    )
    const [vector] = await withDeadline(clock, EMBED_WAIT_MS, signal, () => embedding)
    return vector
  }

  async #unlessFailed<T>(
    step: string,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<{ readonly value: T | null; readonly failure: ErrorCode | null }> {
    try {
      return { value: await work(), failure: null }
    } catch (error) {
      if (signal.aborted) throw error
      const { code } = toAppError(error)
      // That a breaker opened is in the log already; each question of the outage would say it again.
      const level = isAbort(error) || code === 'CIRCUIT_OPEN' ? 'debug' : 'warn'
      this.#options.log[level]({ step, code, err: error }, 'dense search went without')
      return { value: null, failure: code }
    }
  }
}

function nearest(hits: readonly VectorHit[], count: number): DenseFinding['hits'] {
  return hits
    .map(({ id, similarity }) => ({ chunkId: Number(id), similarity }))
    .filter(({ chunkId }) => Number.isSafeInteger(chunkId))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, count)
}
