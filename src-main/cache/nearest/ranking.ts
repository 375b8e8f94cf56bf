import type { Neighbour } from '../vector-index.ts'
import type { Query, VectorTable } from './vector-table.ts'

/** The `count` most similar of those that were offered, none below `floor`. Of equals the smaller id, which is the older. */
export class Ranking {
  readonly #count: number
  readonly #floor: number
  #best: Neighbour[] = []
  #least: number

  constructor(count: number, floor: number) {
    this.#count = count
    this.#floor = floor
    this.#least = floor
  }

  /** What is below this is not taken. */
  get least(): number {
    return this.#least
  }

  /** An id that was offered before counts once, as it is said now. */
  offer(id: number, similarity: number): void {
    // Not the other way round: NaN is below everything, and what is not there is minus infinity.
    if (!(similarity >= this.#least)) return
    const before = this.#best.findIndex((each) => each.id === id)
    if (before !== -1) this.#best.splice(before, 1)
    const place = this.#best.findIndex((each) => isAfter(each, id, similarity))
    this.#best.splice(place === -1 ? this.#best.length : place, 0, { id, similarity })
    if (this.#best.length > this.#count) this.#best.pop()
    if (this.#best.length === this.#count) this.#least = this.#best.at(-1)?.similarity ?? this.#least
  }

  /** The most similar first, by the vectors that are there now: some may have gone or changed since they were offered. */
  best(table: VectorTable, query: Query): readonly Neighbour[] {
    const now = new Ranking(this.#count, this.#floor)
    for (const { id } of this.#best) now.offer(id, table.similarity(id, query, this.#floor))
    return now.#best
  }
}

function isAfter(one: Neighbour, id: number, similarity: number): boolean {
  return one.similarity < similarity || (one.similarity === similarity && one.id > id)
}
