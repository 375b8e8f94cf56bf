import type { Disposable } from '../../base/disposable.ts'
import type { GraphHost, GraphUser, RemoteGraph } from './graph-host.ts'
import type { VectorTable } from './vector-table.ts'

/** Vectors sent at a time: copying them takes a tenth of a millisecond. */
const BATCH = 32
const REMOVALS = 256

/**
 * Keeps a graph in step with a table that goes on changing: first all that is there, then what changes. What the graph
 * is not known to hold is `missing`, so that graph and missing together are the table at any time.
 */
export class GraphFeed implements GraphUser, Disposable {
  readonly #table: VectorTable
  readonly #use: Disposable
  #graph: RemoteGraph | null = null
  #isFeeding = false
  /** The ids that were there when the graph came. Some may have gone since. */
  #first: readonly number[] = []
  /** So many of them it has taken in. */
  #taken = 0
  /** Came, or came anew, since: with the number of the change, so that a newer one is not taken for done. */
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

  /** Null while it is lost, or has not come yet. */
  get graph(): RemoteGraph | null {
    return this.#graph
  }

  /** Whether the graph holds all that is in the table, and nothing else. */
  get isWhole(): boolean {
    return this.#graph !== null && !this.#isFeeding
  }

  /** What this graph may not hold of the table; what it takes in meanwhile may be left out. */
  *missing(): IterableIterator<number> {
    const first = this.#first
    for (let at = this.#taken; at < first.length; at++) yield first[at] as number
    yield* this.#changed.keys()
  }

  /** To be called after the vector of `id` was set in the table. */
  set(id: number): void {
    if (!this.#graph) return
    this.#removed.delete(id)
    this.#changed.set(id, ++this.#changes)
    this.#feed()
  }

  /** To be called after `id` was removed from the table. */
  remove(id: number): void {
    if (!this.#graph) return
    this.#changed.delete(id)
    this.#removed.add(id)
    this.#feed()
  }

  attach(graph: RemoteGraph): void {
    this.#graph = graph
    this.#first = [...this.#table.ids()]
    this.#feed()
  }

  detach(): void {
    this.#graph = null
    this.#isFeeding = false
    this.#first = []
    this.#taken = 0
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
        const first = this.#first.slice(this.#taken, this.#taken + BATCH)
        const changed = first.length > 0 ? [] : this.#nextChanged()
        if (first.length + changed.length + this.#removed.size === 0) {
          this.#isFeeding = false
          return
        }
        const changes = changed.map((id) => this.#changed.get(id))
        await this.#send(graph, [...first, ...changed])
        if (this.#graph !== graph) return
        this.#took(first.length)
        for (const [at, id] of changed.entries()) {
          if (this.#changed.get(id) === changes[at]) this.#changed.delete(id)
        }
      }
    } catch {
      // The host has said that it is lost, and says when there is another.
    }
  }

  #send(graph: RemoteGraph, all: readonly number[]): Promise<void> {
    const { dimension } = this
    const vectors = new Float32Array(all.length * dimension)
    const ids: number[] = []
    for (const id of all) if (this.#table.copy(id, vectors, ids.length * dimension)) ids.push(id)
    const removed = [...this.#removed].slice(0, REMOVALS)
    for (const id of removed) this.#removed.delete(id)
    return graph.apply({ ids, vectors, removed })
  }

  #took(count: number): void {
    this.#taken += count
    if (this.#taken < this.#first.length) return
    this.#first = []
    this.#taken = 0
  }

  /** In turn, not from the beginning each time: there may be many that are done before the next that is not. */
  #nextChanged(): readonly number[] {
    const ids: number[] = []
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
