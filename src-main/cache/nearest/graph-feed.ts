import type { Disposable } from '../../base/disposable.ts'
import type { GraphHost, GraphUser, RemoteGraph } from './graph-host.ts'
import type { VectorTable } from './vector-table.ts'

/** Vectors sent at a time: copying them takes a tenth of a millisecond. */
const BATCH = 32
const REMOVALS = 256

/**
 * Keeps a graph in step with a table that goes on changing: first all that is there, then what changes. Until the first
 * is done, and whenever the graph is lost, it is not ready and the table is what there is to look at.
 */
export class GraphFeed implements GraphUser, Disposable {
  readonly #table: VectorTable
  readonly #use: Disposable
  #graph: RemoteGraph | null = null
  #isReady = false
  #isFeeding = false
  /** Over all ids, also those that come while it is under way; null: it is through. */
  #all: IterableIterator<number> | null = null
  /** What it has come past. */
  #taken = new Set<number>()
  /** Came, or came anew, after that: with the number of the change, so that a newer one is not taken for done. */
  readonly #changed = new Map<number, number>()
  #changedInTurn: IterableIterator<number> = this.#changed.keys()
  readonly #removed = new Set<number>()
  #changes = 0

  constructor(table: VectorTable, host: GraphHost) {
    this.#table = table
    this.#use = host.use(this)
  }

  get dimension(): number {
    return this.#table.dimension
  }

  /** Whether the graph holds all but `missing`. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** What is in the table and may not be in the graph; changes while it is gone through. */
  missing(): IterableIterator<number> {
    return this.#changed.keys()
  }

  /** Null where the graph does not answer. Rejects only with the signal's reason. */
  async search(
    vector: Float32Array,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly number[] | null> {
    try {
      return (await this.#graph?.search(vector, count, signal)) ?? null
    } catch {
      signal?.throwIfAborted()
      return null
    }
  }

  /** To be called after the vector of `id` was set in the table. */
  set(id: number): void {
    if (!this.#graph) return
    this.#removed.delete(id)
    if (this.#all && !this.#taken.has(id)) return
    this.#changed.set(id, ++this.#changes)
    this.#feed()
  }

  /** To be called after `id` was removed from the table. */
  remove(id: number): void {
    if (!this.#graph) return
    this.#changed.delete(id)
    if (this.#all && !this.#taken.has(id)) return
    this.#removed.add(id)
    this.#feed()
  }

  attach(graph: RemoteGraph): void {
    this.#graph = graph
    this.#all = this.#table.ids()
    this.#feed()
  }

  detach(): void {
    this.#graph = null
    this.#isReady = false
    this.#isFeeding = false
    this.#all = null
    this.#taken = new Set()
    this.#changed.clear()
    this.#removed.clear()
  }

  dispose(): void {
    void this.#use.dispose()
    this.detach()
  }

  #feed(): void {
    const graph = this.#graph
    if (!graph || this.#isFeeding) return
    this.#isFeeding = true
    void this.#feedAll(graph)
  }

  /** Ends when there is nothing more, or with the graph. */
  async #feedAll(graph: RemoteGraph): Promise<void> {
    try {
      while (this.#graph === graph) {
        const ids = this.#nextIds()
        const removed = [...this.#removed].slice(0, REMOVALS)
        if (ids.length === 0 && removed.length === 0) {
          this.#isReady = true
          this.#isFeeding = false
          return
        }
        await this.#send(graph, ids, removed)
      }
    } catch {
      // The host has said that it is lost, and says when there is another.
    }
  }

  async #send(graph: RemoteGraph, taken: readonly number[], removed: readonly number[]): Promise<void> {
    const { dimension } = this
    const vectors = new Float32Array(taken.length * dimension)
    const ids: number[] = []
    for (const id of taken) if (this.#table.copy(id, vectors, ids.length * dimension)) ids.push(id)
    const changes = taken.map((id) => this.#changed.get(id))
    for (const id of removed) this.#removed.delete(id)
    await graph.apply({ ids, vectors, removed })
    if (this.#graph !== graph) return
    for (const [at, id] of taken.entries()) {
      if (changes[at] !== undefined && this.#changed.get(id) === changes[at]) this.#changed.delete(id)
    }
  }

  #nextIds(): readonly number[] {
    const ids: number[] = []
    while (this.#all && ids.length < BATCH) {
      const { done, value } = this.#all.next()
      if (done) {
        this.#all = null
        this.#taken = new Set()
      } else {
        this.#taken.add(value)
        ids.push(value)
      }
    }
    if (ids.length > 0) return ids
    for (let isAnew = false; ids.length < BATCH; ) {
      const { done, value } = this.#changedInTurn.next()
      if (!done) ids.push(value)
      else if (isAnew || ids.length > 0) break
      else {
        this.#changedInTurn = this.#changed.keys()
        isAnew = true
      }
    }
    return ids
  }
}
