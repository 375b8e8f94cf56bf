import { Ranking } from './nearest/ranking.ts'
import { SLICE_MS, scanAll } from './nearest/scan.ts'
import { VectorTable } from './nearest/vector-table.ts'
import type { Neighbour, VectorIndex } from './vector-index.ts'

/** Every vector is looked at: nothing is missed, and it takes the longer the more there are. */
export class ExactIndex implements VectorIndex {
  readonly #table: VectorTable
  readonly #sliceMs: number

  /**
   * Throws RangeError where `dimension` is not a whole number from 1.
   *
   * @param sliceMs milliseconds for which the event loop is held at a time; 0: 64 vectors. @default 1
   */
  constructor(dimension: number, sliceMs = SLICE_MS) {
    this.#table = new VectorTable(dimension)
    this.#sliceMs = sliceMs
  }

  get size(): number {
    return this.#table.size
  }

  add(id: number, vector: Float32Array): void {
    this.#table.set(id, vector)
  }

  remove(id: number): void {
    this.#table.remove(id)
  }

  async nearest(
    vector: Float32Array,
    count: number,
    floor = -1,
    signal?: AbortSignal,
  ): Promise<readonly Neighbour[]> {
    const table = this.#table
    const query = table.query(vector)
    const ranking = new Ranking(count, floor)
    await scanAll({ table, query, ranking, signal, sliceMs: this.#sliceMs })
    return ranking.best(table, query)
  }

  dispose(): void {}
}
