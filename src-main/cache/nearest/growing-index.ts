import type { Neighbour, VectorIndex } from '../vector-index.ts'
import { GraphFeed } from './graph-feed.ts'
import type { GraphHost } from './graph-host.ts'
import { Ranking } from './ranking.ts'
import { type ScanOptions, SLICE_MS, scanAll, scanSome } from './scan.ts'
import { type Query, VectorTable } from './vector-table.ts'

export interface GrowingIndexOptions {
  readonly dimension: number
  readonly graphs: GraphHost
  /** Vectors above which a graph is built. @default 5_000 */
  readonly graphAbove?: number
  /** Vectors below which it is given up again; less than that, so that it is not made and dropped at one edge. @default 4_000 */
  readonly graphBelow?: number
  /** Milliseconds for which the event loop is held at a time; 0: 64 vectors. @default 1 */
  readonly sliceMs?: number
}

/**
 * Looks at every vector while they are few. Above, a graph says which are near; it is built in a process of its own while
 * look-ups go on as before. What it says is measured again by the vectors here and what it does not hold yet is looked
 * at here, so that a graph that is behind, wrong or lost makes no wrong answer.
 */
export class GrowingIndex implements VectorIndex {
  readonly #table: VectorTable
  readonly #options: GrowingIndexOptions
  readonly #above: number
  readonly #below: number
  #feed: GraphFeed | null = null

  /** Throws RangeError where `dimension` is not a whole number from 1, or `graphBelow` is above `graphAbove`. */
  constructor(options: GrowingIndexOptions) {
    const { dimension, graphAbove = 5_000, graphBelow = 4_000 } = options
    if (graphBelow > graphAbove) {
      throw new RangeError(`graphBelow must not be above graphAbove ${graphAbove}, got ${graphBelow}`)
    }
    this.#options = options
    this.#above = graphAbove
    this.#below = graphBelow
    this.#table = new VectorTable(dimension)
  }

  get size(): number {
    return this.#table.size
  }

  /**
   * Whether look-ups are answered by a graph now. `away`: there is to be one and is none, and every vector is looked at.
   * `behind`: those that it does not hold yet are. `whole`: it holds them all.
   */
  get graph(): 'none' | 'away' | 'behind' | 'whole' {
    if (!this.#feed) return 'none'
    if (!this.#feed.graph) return 'away'
    return this.#feed.isWhole ? 'whole' : 'behind'
  }

  add(id: number, vector: Float32Array): void {
    this.#table.set(id, vector)
    if (this.#feed) this.#feed.set(id)
    else if (this.#table.size > this.#above) this.#feed = new GraphFeed(this.#table, this.#options.graphs)
  }

  remove(id: number): void {
    if (!this.#table.remove(id)) return
    this.#feed?.remove(id)
    if (this.#table.size < this.#below) this.dispose()
  }

  async nearest(
    vector: Float32Array,
    count: number,
    floor = -1,
    signal?: AbortSignal,
  ): Promise<readonly Neighbour[]> {
    const query = this.#table.query(vector)
    const byGraph = await this.#byGraph(query, count, floor, signal)
    return (byGraph ?? (await this.#byScan(query, count, floor, signal))).best(this.#table, query)
  }

  dispose(): void {
    this.#feed?.dispose()
    this.#feed = null
  }

  async #byScan(query: Query, count: number, floor: number, signal?: AbortSignal): Promise<Ranking> {
    const ranking = new Ranking(count, floor)
    await scanAll(this.#scan(query, ranking, signal))
    return ranking
  }

  /**
   * Null where no graph answers. First what it does not hold, then the graph: what it takes in meanwhile it knows then.
   * The other way round, that would be in neither.
   */
  async #byGraph(query: Query, count: number, floor: number, signal?: AbortSignal): Promise<Ranking | null> {
    const feed = this.#feed
    const graph = feed?.graph
    if (!feed || !graph) return null
    const ranking = new Ranking(count, floor)
    await scanSome(feed.missing(), this.#scan(query, ranking, signal))
    try {
      const ids = await graph.search(query.vector, ranking.room, signal)
      for (const id of ids) ranking.offer(id, this.#table.similarity(id, query, floor))
    } catch {
      signal?.throwIfAborted()
      return null
    }
    return ranking
  }

  #scan(query: Query, ranking: Ranking, signal: AbortSignal | undefined): ScanOptions {
    const { sliceMs = SLICE_MS } = this.#options
    return { table: this.#table, query, ranking, signal, sliceMs }
  }
}
