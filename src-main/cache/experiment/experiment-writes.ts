import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Logger } from '../../base/logger.ts'
import type { ArmCounts } from './arm-counts.ts'
import type { WaitingComparison } from './comparison.ts'
import type { ExperimentStore } from './experiment-store.ts'

export interface ExperimentWritesOptions {
  readonly store: ExperimentStore
  /** What is to be written of the one that runs; null: none does. */
  readonly running: () => { readonly id: number; readonly counts: readonly ArmCounts[] } | null
  readonly clock: Clock
  readonly log: Logger
}

/** An experiment that has ended. */
export interface Ended {
  readonly id: number
  readonly endedAt: number
  readonly counts: readonly ArmCounts[]
}

/** A look-up waits for no disk: those of one second are one transaction, and a kill loses no more of them. */
const FLUSH_MS = 1_000
/** After a write that failed. */
const RETRY_MS = 10_000

/** Counts and comparisons on their way to the database; whole counts each time, so that no failure leaves a gap. */
export class ExperimentWrites implements Disposable {
  readonly #options: ExperimentWritesOptions
  #added = new Map<number, WaitingComparison>()
  #removed = new Set<number>()
  #isDue = false
  #ended: Ended | null = null
  #timer: Disposable | null = null
  #isDisposed = false

  constructor(options: ExperimentWritesOptions) {
    this.#options = options
  }

  counted(): void {
    this.#isDue = true
    this.#later(FLUSH_MS)
  }

  add(comparison: WaitingComparison): void {
    this.#added.set(comparison.id, comparison)
    this.counted()
  }

  /** It is counted now or never will be: nobody waits while that is written. */
  remove(id: number): void {
    if (!this.#added.delete(id)) this.#removed.add(id)
    this.#isDue = true
    this.flush()
  }

  /** It has ended; nobody waits while that is written. */
  end(ended: Ended): void {
    this.#ended = ended
    this.flush()
  }

  /** Another experiment begins. */
  forget(): void {
    this.#added.clear()
    this.#removed.clear()
    this.#isDue = false
    this.#ended = null
  }

  /** Writes what there is. Never throws: what could not be written is tried again later. */
  flush(): void {
    void this.#timer?.dispose()
    this.#timer = null
    try {
      if (this.#write()) this.forget()
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the threshold experiment could not be written; tried again')
      this.#later(RETRY_MS)
    }
  }

  dispose(): void {
    this.#isDisposed = true
    this.flush()
  }

  /** False where there is nothing to write. */
  #write(): boolean {
    const { store } = this.#options
    const running = this.#options.running()
    if (this.#ended) store.end(this.#ended.id, this.#ended.endedAt, this.#ended.counts)
    else if (running && this.#isDue)
      store.write(running.id, running.counts, [...this.#added.values()], [...this.#removed])
    else return false
    return true
  }

  #later(ms: number): void {
    if (!this.#isDisposed) this.#timer ??= this.#options.clock.after(ms, () => this.flush())
  }
}
