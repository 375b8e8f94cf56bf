import type { BreakerTransition } from '../../src-shared/schemas/resilience.ts'
import { toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import type { BreakerHistoryTable } from '../storage/index.ts'

export interface BreakerHistoryOptions {
  readonly table: Pick<BreakerHistoryTable, 'newest' | 'add'>
  readonly clock: Clock
  readonly log: Logger
}

/** Transitions kept. */
const MOST = 100

/**
 * What the breakers did, over restarts. A breaker changes in the middle of somebody's call, so nothing is written
 * there: it is kept here and written in a turn of its own. What the database refuses is told in the log once and
 * stays in memory alone.
 */
export class BreakerHistory implements Disposable {
  readonly #options: BreakerHistoryOptions
  /** Newest first. */
  #transitions: readonly BreakerTransition[] = []
  #unwritten: BreakerTransition[] = []
  #timer: Disposable | null = null
  #isRefused = false

  constructor(options: BreakerHistoryOptions) {
    this.#options = options
    this.#try(() => {
      this.#transitions = options.table.newest(MOST)
    })
  }

  newest(): readonly BreakerTransition[] {
    return this.#transitions
  }

  add(transition: BreakerTransition): void {
    this.#transitions = [transition, ...this.#transitions].slice(0, MOST)
    this.#unwritten.push(transition)
    this.#timer ??= this.#options.clock.after(0, () => this.#write())
  }

  /** Writes what is still to be written. */
  dispose(): void {
    this.#write()
  }

  #write(): void {
    void this.#timer?.dispose()
    this.#timer = null
    const transitions = this.#unwritten.splice(0).slice(-MOST)
    if (transitions.length > 0) this.#try(() => this.#options.table.add(transitions, MOST))
  }

  #try(work: () => void): void {
    try {
      work()
      this.#isRefused = false
    } catch (error) {
      if (this.#isRefused) return
      this.#isRefused = true
      this.#options.log.warn({ code: toAppError(error).code }, 'the history of the breakers is not kept')
    }
  }
}
