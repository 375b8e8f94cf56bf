import { AppError } from '../../src-main/base/app-error.ts'
import { Emitter } from '../../src-main/base/emitter.ts'
import type { VectorHit, VectorRecord, VectorStore, VectorStoreState } from '../../src-main/chroma/index.ts'

/** A vector store in memory that compares every vector: exact, and as slow as that is. */
export class MemoryVectors implements VectorStore {
  readonly #collections = new Map<string, Map<string, Float32Array>>()
  readonly #changed = new Emitter<VectorStoreState>()
  readonly onState = this.#changed.event
  state: VectorStoreState = { state: 'ready' }

  setState(state: VectorStoreState): void {
    this.state = state
    this.#changed.fire(state)
  }

  /** As when its folder is deleted. */
  lose(): void {
    this.#collections.clear()
  }

  ids(collection: string): readonly string[] {
    return [...(this.#collections.get(collection)?.keys() ?? [])]
  }

  #check(): void {
    if (this.state.state === 'down') throw new AppError('VECTOR_STORE_UNAVAILABLE')
  }

  async upsert(collection: string, records: readonly VectorRecord[]): Promise<void> {
    this.#check()
    const held = this.#collections.get(collection) ?? new Map()
    for (const { id, vector } of records) held.set(id, vector)
    this.#collections.set(collection, held)
  }

  async remove(collection: string, ids: readonly string[]): Promise<void> {
    this.#check()
    for (const id of ids) this.#collections.get(collection)?.delete(id)
  }

  async query(collection: string, vector: Float32Array, count: number): Promise<readonly VectorHit[]> {
    this.#check()
    return [...(this.#collections.get(collection) ?? [])]
      .map(([id, other]) => ({ id, similarity: cosine(vector, other) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, count)
  }

  async count(collection: string): Promise<number | null> {
    this.#check()
    return this.#collections.get(collection)?.size ?? null
  }

  async list(): Promise<readonly string[]> {
    this.#check()
    return [...this.#collections.keys()]
  }

  async drop(collection: string): Promise<void> {
    this.#check()
    this.#collections.delete(collection)
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0
  let lengthA = 0
  let lengthB = 0
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0
    dot += value * other
    lengthA += value * value
    lengthB += other * other
  }
  return dot / (Math.sqrt(lengthA * lengthB) || 1)
}
