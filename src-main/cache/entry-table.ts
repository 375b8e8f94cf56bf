import type { StoredEntry } from './cache-store.ts'
import { lettersOf } from './normalise.ts'
import type { Neighbour, VectorIndex } from './vector-index.ts'

/** An entry in memory: its vector lies in the index of its partition, its answer in the store. */
export interface Entry extends Omit<StoredEntry, 'vector'> {
  readonly key: string
  /** Monotonic milliseconds at which it was as old as nothing. */
  readonly bornAt: number
  corpus: string | null
  hits: number
  lastHitAt: number | null
  used: number
}

interface PartitionRows {
  readonly byKey: Map<string, Entry>
  readonly byLetters: Map<string, Set<Entry>>
  /** Made with the first vector. */
  index: { readonly vectors: VectorIndex; readonly dimension: number } | null
}

/** All entries by what they are looked for by, and in the order in which they were last used. Knows no time. */
export class EntryTable {
  readonly #createIndex: (dimension: number) => VectorIndex
  /** The least recently used first. */
  readonly #entries = new Map<number, Entry>()
  readonly #partitions = new Map<string, PartitionRows>()
  readonly #byDocument = new Map<string, Set<number>>()
  #bytes = 0

  constructor(createIndex: (dimension: number) => VectorIndex) {
    this.#createIndex = createIndex
  }

  get size(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The ids of all documents that some entry was written from. */
  get documents(): readonly string[] {
    return [...this.#byDocument.keys()]
  }

  /** The least recently used first. */
  all(): IterableIterator<Entry> {
    return this.#entries.values()
  }

  get(id: number): Entry | null {
    return this.#entries.get(id) ?? null
  }

  byKey(partition: string, key: string): Entry | null {
    return this.#partitions.get(partition)?.byKey.get(key) ?? null
  }

  /** Those that the same letters ask for, whatever their case, spaces and end marks. */
  byLetters(partition: string, question: string): readonly Entry[] {
    return [...(this.#partitions.get(partition)?.byLetters.get(lettersOf(question)) ?? [])]
  }

  ofDocument(documentId: string): readonly Entry[] {
    return [...(this.#byDocument.get(documentId) ?? [])].flatMap((id) => this.#entries.get(id) ?? [])
  }

  /** None where the partition has no vectors; null where its vectors are of another dimension. */
  async nearest(
    partition: string,
    vector: Float32Array,
    count: number,
    floor: number,
    signal: AbortSignal,
  ): Promise<readonly Neighbour[] | null> {
    const index = this.#partitions.get(partition)?.index
    if (!index) return []
    return index.dimension === vector.length ? index.vectors.nearest(vector, count, floor, signal) : null
  }

  hasVectors(partition: string): boolean {
    return (this.#partitions.get(partition)?.index?.vectors.size ?? 0) > 0
  }

  /** As the most recently used. Its id and its key in its partition must be free; a vector that does not fit is left out. */
  add(entry: Entry, vector: Float32Array | null): void {
    const rows = this.#rows(entry.partition)
    if (vector) {
      rows.index ??= { vectors: this.#createIndex(vector.length), dimension: vector.length }
      if (rows.index.dimension === vector.length) rows.index.vectors.add(entry.id, vector)
    }
    rows.byKey.set(entry.key, entry)
    const letters = lettersOf(entry.question)
    rows.byLetters.set(letters, (rows.byLetters.get(letters) ?? new Set()).add(entry))
    this.#entries.set(entry.id, entry)
    this.#bytes += entry.bytes
    for (const [documentId] of entry.documents) {
      const ids = this.#byDocument.get(documentId) ?? new Set()
      this.#byDocument.set(documentId, ids.add(entry.id))
    }
  }

  /** False where it was not there. */
  remove(entry: Entry): boolean {
    if (!this.#entries.delete(entry.id)) return false
    this.#bytes -= entry.bytes
    const rows = this.#rows(entry.partition)
    if (rows.byKey.get(entry.key) === entry) rows.byKey.delete(entry.key)
    const letters = lettersOf(entry.question)
    const alike = rows.byLetters.get(letters)
    alike?.delete(entry)
    if (alike?.size === 0) rows.byLetters.delete(letters)
    rows.index?.vectors.remove(entry.id)
    if (rows.byKey.size === 0) this.#forget(entry.partition)
    for (const [documentId] of entry.documents) {
      const ids = this.#byDocument.get(documentId)
      ids?.delete(entry.id)
      if (ids?.size === 0) this.#byDocument.delete(documentId)
    }
    return true
  }

  /** It is the most recently used. */
  use(entry: Entry): void {
    if (this.#entries.delete(entry.id)) this.#entries.set(entry.id, entry)
  }

  /** By `used`, after entries came in another order. */
  sort(): void {
    const sorted = [...this.#entries.values()].sort((a, b) => a.used - b.used)
    this.#entries.clear()
    for (const entry of sorted) this.#entries.set(entry.id, entry)
  }

  leastUsed(): Entry | null {
    return this.#entries.values().next().value ?? null
  }

  clear(): void {
    this.#entries.clear()
    for (const partition of [...this.#partitions.keys()]) this.#forget(partition)
    this.#byDocument.clear()
    this.#bytes = 0
  }

  #forget(partition: string): void {
    this.#partitions.get(partition)?.index?.vectors.dispose()
    this.#partitions.delete(partition)
  }

  #rows(partition: string): PartitionRows {
    const there = this.#partitions.get(partition)
    if (there) return there
    const made: PartitionRows = { byKey: new Map(), byLetters: new Map(), index: null }
    this.#partitions.set(partition, made)
    return made
  }
}
