import type { Clock } from '../base/clock.ts'
import type { Event } from '../base/emitter.ts'
import { type CircuitBreaker, isRetriable, Retry } from '../resilience/index.ts'
import { chromaError } from './chroma-error.ts'
import { chromaDeadlines } from './chroma-vector-store.ts'
import type { VectorHit, VectorRecord, VectorStore, VectorStoreState } from './vector-store.ts'

export interface GuardedVectorStoreOptions {
  readonly store: VectorStore & { readonly pid: number | undefined }
  readonly breaker: CircuitBreaker
  readonly clock: Clock
  /** In [0, 1), for the back-off. @default Math.random */
  readonly random?: () => number
}

/**
 * A vector store behind its breaker. Every call may be made again: ids are ours, so that what was written twice is
 * there once. While the store starts or is down there is nobody to ask, which is said at once and is no outcome:
 * its supervisor knows better than any count of failures.
 */
export class GuardedVectorStore implements VectorStore {
  readonly #store: GuardedVectorStoreOptions['store']
  readonly #breaker: CircuitBreaker
  readonly #retry: Retry

  constructor({ store, breaker, clock, random }: GuardedVectorStoreOptions) {
    this.#store = store
    this.#breaker = breaker
    this.#retry = new Retry({
      clock,
      isRetriable: (error) => store.state.state === 'ready' && isRetriable(error),
      ...(random ? { random } : {}),
    })
  }

  get state(): VectorStoreState {
    return this.#store.state
  }

  get onState(): Event<VectorStoreState> {
    return this.#store.onState
  }

  /** Of our own server, while it runs. */
  get pid(): number | undefined {
    return this.#store.pid
  }

  upsert(collection: string, records: readonly VectorRecord[], signal: AbortSignal): Promise<void> {
    return this.#guard(chromaDeadlines.write, signal, () => this.#store.upsert(collection, records, signal))
  }

  remove(collection: string, ids: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#guard(chromaDeadlines.write, signal, () => this.#store.remove(collection, ids, signal))
  }

  query(
    collection: string,
    vector: Float32Array,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly VectorHit[]> {
    return this.#guard(chromaDeadlines.query, signal, () =>
      this.#store.query(collection, vector, count, signal),
    )
  }

  count(collection: string, signal: AbortSignal): Promise<number | null> {
    return this.#guard(chromaDeadlines.look, signal, () => this.#store.count(collection, signal))
  }

  list(signal: AbortSignal): Promise<readonly string[]> {
    return this.#guard(chromaDeadlines.look, signal, () => this.#store.list(signal))
  }

  drop(collection: string, signal: AbortSignal): Promise<void> {
    return this.#guard(chromaDeadlines.write, signal, () => this.#store.drop(collection, signal))
  }

  async #guard<T>(deadlineMs: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#store.state.state !== 'ready') throw chromaError(null, this.#store.state)
    const { onTransition } = this.#breaker
    return this.#breaker.execute(
      (permit) => this.#retry.execute(work, { permit, onTransition, signal, deadlineMs }),
      signal,
    )
  }
}
