import { ChromaClient, ChromaNotFoundError, type Collection } from 'chromadb'
import { Agent } from 'undici'
import type { Disposable } from '../base/disposable.ts'
import type { ChromaEndpoint } from './chroma-endpoint.ts'
import { chromaError, chromaTooLate } from './chroma-error.ts'
import type { VectorHit, VectorRecord, VectorStore, VectorStoreState } from './vector-store.ts'

export interface ChromaAccount {
  /** @default 'default_tenant' */
  readonly tenant?: string | undefined
  /** @default 'default_database' */
  readonly database?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Milliseconds a call may take. */
export const chromaDeadlines = { query: 5_000, look: 10_000, write: 60_000 } as const
/** Records a write: 128 × 384 floats are 0.3 MB of JSON, made in about 10 ms. */
const BATCH = 128
const PAGE = 200

/**
 * Chroma by its own client. That client takes a signal and an undici dispatcher per client, not per call, so
 * each call gets a client of its own (an object, no socket); the sockets are kept by one Agent, which knows
 * no proxy. No embedding function: vectors come from outside.
 */
export class ChromaVectorStore implements VectorStore, Disposable {
  readonly #endpoint: ChromaEndpoint
  readonly #account: ChromaAccount
  readonly #agent = new Agent({ connections: 8, keepAliveTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 })
  /** Name to id, so that a call is one request. Dropped when the server is another one. */
  readonly #ids = new Map<string, string>()

  constructor(endpoint: ChromaEndpoint, account: ChromaAccount = {}) {
    this.#endpoint = endpoint
    this.#account = account
    endpoint.onState(() => this.#ids.clear())
    endpoint.start()
  }

  get state(): VectorStoreState {
    return this.#endpoint.state
  }

  get onState() {
    return this.#endpoint.onState
  }

  /** Of our own server, while it runs. */
  get pid(): number | undefined {
    return this.#endpoint.pid
  }

  async upsert(name: string, records: readonly VectorRecord[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < records.length; from += BATCH) {
      const batch = records.slice(from, from + BATCH)
      await this.#inCollection(name, chromaDeadlines.write, signal, true, (collection) =>
        collection.upsert({
          ids: batch.map(({ id }) => id),
          embeddings: batch.map(({ vector }) => [...vector]),
        }),
      )
    }
  }

  async remove(name: string, ids: readonly string[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < ids.length; from += BATCH) {
      const batch = ids.slice(from, from + BATCH)
      await this.#inCollection(name, chromaDeadlines.write, signal, false, (collection) =>
        collection.delete({ ids: batch }),
      )
    }
  }

  async query(
    name: string,
    vector: Float32Array,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly VectorHit[]> {
    const result = await this.#inCollection(name, chromaDeadlines.query, signal, false, (collection) =>
      collection.query({ queryEmbeddings: [[...vector]], nResults: count, include: ['distances'] }),
    )
    const distances = result?.distances[0] ?? []
    // Chroma's cosine distance is 1 − cosine similarity, give or take its rounding.
    return (result?.ids[0] ?? []).map((id, at) => ({
      id,
      similarity: Math.max(-1, Math.min(1, 1 - (distances[at] ?? 2))),
    }))
  }

  count(name: string, signal: AbortSignal): Promise<number | null> {
    return this.#inCollection(name, chromaDeadlines.look, signal, false, (collection) => collection.count())
  }

  async list(signal: AbortSignal): Promise<readonly string[]> {
    const names: string[] = []
    for (;;) {
      const page = await this.#call(chromaDeadlines.look, signal, (client) =>
        client.listCollections({ limit: PAGE, offset: names.length }),
      )
      for (const { name, id } of page) {
        names.push(name)
        this.#ids.set(name, id)
      }
      if (page.length < PAGE) return names
    }
  }

  async drop(name: string, signal: AbortSignal): Promise<void> {
    this.#ids.delete(name)
    await this.#call(chromaDeadlines.write, signal, (client) => client.deleteCollection({ name })).catch(
      ignoreMissing,
    )
  }

  async dispose(): Promise<void> {
    await this.#endpoint.dispose()
    await this.#agent.destroy()
  }

  /** Null where there is no such collection (and it is not to be made). */
  async #inCollection<T>(
    name: string,
    deadlineMs: number,
    signal: AbortSignal,
    make: boolean,
    work: (collection: Collection) => Promise<T>,
  ): Promise<T | null> {
    try {
      return await this.#call(deadlineMs, signal, async (client) => {
        const known = this.#ids.get(name)
        if (known !== undefined) {
          try {
            return await work(client.collection(known))
          } catch (error) {
            if (!(error instanceof ChromaNotFoundError)) throw error
            this.#ids.delete(name)
          }
        }
        const id = await this.#find(client, name, make)
        this.#ids.set(name, id)
        return work(client.collection(id))
      })
    } catch (error) {
      ignoreMissing(error)
      return null
    }
  }

  async #find(client: ChromaClient, name: string, make: boolean): Promise<string> {
    if (!make) return (await client.getCollection({ name })).id
    const collection = await client.getOrCreateCollection({
      name,
      embeddingFunction: null,
      configuration: { hnsw: { space: 'cosine' } },
    })
    return collection.id
  }

  async #call<T>(
    deadlineMs: number,
    signal: AbortSignal,
    work: (client: ChromaClient) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted()
    const address = this.#endpoint.address
    if (!address) throw chromaError(null, this.#endpoint.state)
    const deadline = AbortSignal.timeout(deadlineMs)
    const { tenant = 'default_tenant', database = 'default_database', headers = {} } = this.#account
    const client = new ChromaClient({
      ...address,
      tenant,
      database,
      headers: { ...headers },
      fetchOptions: {
        signal: AbortSignal.any([signal, deadline]),
        ...({ dispatcher: this.#agent } as object),
      },
    })
    try {
      return await work(client)
    } catch (error) {
      if (error instanceof ChromaNotFoundError) throw error
      signal.throwIfAborted()
      const translated = deadline.aborted
        ? chromaTooLate(deadlineMs)
        : chromaError(error, this.#endpoint.state)
      if (translated.code === 'VECTOR_STORE_UNAVAILABLE') this.#endpoint.suspect()
      if (error instanceof Error && error.name === 'ChromaServerError') {
        this.#endpoint.reportServerError(error.message)
      }
      throw translated
    }
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof ChromaNotFoundError)) throw error
}
