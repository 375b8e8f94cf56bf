import type { Neighbour } from '../vector-index.ts'
import type { Query, VectorTable } from './vector-table.ts'

/** Kept beyond what is wanted: some of the best may go before the last is looked at. */
const SPARE = 24

/** The most similar of those that were offered, none below `floor`. Of equals the smaller id, which is the older. */
export class Ranking {
  /** How many are kept: some more than are wanted. */
  readonly room: number
  readonly #count: number
  readonly #floor: number
  readonly #kept: Neighbour[] = []
  #least: number

  constructor(count: number, floor: number) {
    this.room = count + SPARE
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
    // Not the other way round: NaN is below everything, and what is not there is minus infinity. No cosine is infinite.
    if (!(similarity >= this.#least && similarity < Number.POSITIVE_INFINITY)) return
    const kept = this.#kept
    const before = kept.findIndex((each) => each.id === id)
    if (before !== -1) kept.splice(before, 1)
    const place = kept.findIndex((each) => isAfter(each, id, similarity))
    kept.splice(place === -1 ? kept.length : place, 0, { id, similarity })
    if (kept.length > this.room) kept.pop()
    if (kept.length === this.room) this.#least = kept.at(-1)?.similarity ?? this.#least
  }

  /** The most similar first, by the vectors that are there now: some may have gone or changed since they were offered. */
  best(table: VectorTable, query: Query): readonly Neighbour[] {
    const now = new Ranking(this.#count, this.#floor)
    for (const { id } of this.#kept) now.offer(id, table.similarity(id, query, this.#floor))
    return now.#kept.slice(0, this.#count)
  }
}

function isAfter(one: Neighbour, id: number, similarity: number): boolean {
  return one.similarity < similarity || (one.similarity === similarity && one.id > id)
}
