import { TimeSlices } from '../../base/time-slices.ts'
import type { Ranking } from './ranking.ts'
import type { Query, VectorTable } from './vector-table.ts'

/** Milliseconds for which the event loop is held at a time; half of what it may be. */
export const SLICE_MS = 1
/** Rows between two looks at the clock: 0.1 ms of them at 1,024 dimensions. */
const ROWS_AT_ONCE = 64

export interface ScanOptions {
  readonly table: VectorTable
  readonly query: Query
  readonly ranking: Ranking
  /** Milliseconds. */
  readonly sliceMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Offers every vector to the ranking. From the last to the first: one that goes meanwhile has its place taken by the
 * last, which was looked at before. So each that is there all the time is looked at once or more often.
 */
export async function scanAll({ table, query, ranking, sliceMs, signal }: ScanOptions): Promise<void> {
  const slices = new TimeSlices(sliceMs)
  for (let place = table.size - 1; place >= 0; place = Math.min(place, table.size - 1)) {
    for (let rows = 0; rows < ROWS_AT_ONCE && place >= 0; rows++, place--) {
      const similarity = table.similarityAt(place, query, ranking.least)
      if (similarity >= ranking.least) ranking.offer(table.idAt(place), similarity)
    }
    await slices.rest(signal)
  }
}

/** Offers those of `ids` that are there. What is added to or taken from a set or map meanwhile may be looked at. */
export async function scanSome(ids: IterableIterator<number>, options: ScanOptions): Promise<void> {
  const { table, query, ranking, sliceMs, signal } = options
  const slices = new TimeSlices(sliceMs)
  let rows = 0
  for (const id of ids) {
    ranking.offer(id, table.similarity(id, query, ranking.least))
    if (++rows % ROWS_AT_ONCE === 0) await slices.rest(signal)
  }
}
