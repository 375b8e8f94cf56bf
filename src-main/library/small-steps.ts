import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '../storage/index.ts'

/** Milliseconds that one transaction may hold up the main process: a quarter of a frame, a fifth of what invariant 6 allows. */
export const STEP_MS = 4

/** Runs `each` for all items in transactions of a few milliseconds, letting others have their turn between them. */
export async function inSmallSteps<T>(
  database: Database,
  items: Iterable<T>,
  each: (item: T) => void,
  signal: AbortSignal,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  for (let isDone = false; !isDone; ) {
    signal.throwIfAborted()
    database.transaction(() => {
      const end = performance.now() + STEP_MS
      do {
        const next = iterator.next()
        if (next.done) {
          isDone = true
          break
        }
        each(next.value)
      } while (performance.now() < end)
    })
    await nextTurn()
  }
}
