import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Priority } from './priority.ts'

export interface BulkheadOptions {
  readonly clock: Clock
  /** Slots, 1 or more. May be changed later. */
  readonly limit: number
  /** Most callers that wait at once. @default 100 */
  readonly maxQueued?: number
  /** Longest wait, milliseconds. @default 30 s */
  readonly acquireTimeoutMs?: number
}

/** Leave for one call. Giving it back twice is fine. */
export interface Slot extends Disposable {
  /** Milliseconds that its caller stood in the queue; 0 where one was free. */
  readonly waitedMs: number
  dispose(): void
}

interface Waiter {
  readonly group: string
  grant(): void
  refuse(error: AppError): void
}

/** Persons served in a row while somebody in the background waits; then it is that one's turn. */
const PERSONS_IN_A_ROW = 4

/**
 * A number of slots with a bounded queue in front: first come, first served among equals, persons before the
 * background, of which one gets its turn after every four persons. Whoever waits is told at once when its signal is
 * aborted (CANCELLED), when it has waited too long (POOL_TIMEOUT) or by `flush`.
 */
export class Bulkhead implements Disposable {
  readonly #clock: Clock
  readonly #maxQueued: number
  readonly #acquireTimeoutMs: number
  readonly #waiting: Readonly<Record<Priority, Set<Waiter>>> = { person: new Set(), background: new Set() }
  #limit: number
  #inUse = 0
  #personsInARow = 0
  #isClosed = false

  constructor({ clock, limit, maxQueued = 100, acquireTimeoutMs = 30_000 }: BulkheadOptions) {
    this.#clock = clock
    this.#maxQueued = maxQueued
    this.#acquireTimeoutMs = acquireTimeoutMs
    this.#limit = checkedLimit(limit)
  }

  get limit(): number {
    return this.#limit
  }

  /** More slots go to those that wait at once; fewer are enforced as slots come back. Throws RangeError. */
  set limit(value: number) {
    this.#limit = checkedLimit(value)
    this.#serve()
  }

  get inUse(): number {
    return this.#inUse
  }

  get queued(): number {
    return this.#waiting.person.size + this.#waiting.background.size
  }

  /** Null where none is free now; nobody who waits is overtaken, since nobody waits where one is free. */
  tryAcquire(): Slot | null {
    return this.#inUse < this.#limit && !this.#isClosed ? this.#take(0) : null
  }

  /**
   * Rejects with POOL_FULL where the queue is full, SHUTTING_DOWN after the end.
   *
   * @param group by which `flush` can tell callers apart
   */
  async acquire(priority: Priority, signal: AbortSignal, group = ''): Promise<Slot> {
    if (this.#isClosed) throw new AppError('SHUTTING_DOWN')
    if (signal.aborted) throw cancelled(signal)
    const slot = this.tryAcquire()
    if (slot) return slot
    if (this.queued >= this.#maxQueued) throw new AppError('POOL_FULL', { data: { queued: this.queued } })
    return this.#wait(priority, signal, group)
  }

  /** Refuses all that wait, or those of one group: what they wait for is known to be in vain. */
  flush(error: AppError, group?: string): void {
    for (const waiter of [...this.#waiting.person, ...this.#waiting.background]) {
      if (group === undefined || waiter.group === group) waiter.refuse(error)
    }
  }

  /** Refuses all that wait and all that come; slots that are out may still be given back. */
  dispose(): void {
    this.#isClosed = true
    this.flush(new AppError('SHUTTING_DOWN'))
  }

  #wait(priority: Priority, signal: AbortSignal, group: string): Promise<Slot> {
    const queue = this.#waiting[priority]
    const since = this.#clock.monotonic()
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.delete(waiter)
        void timer.dispose()
        signal.removeEventListener('abort', onAbort)
      }
      const waiter: Waiter = {
        group,
        grant: () => {
          leave()
          resolve(this.#take(this.#clock.monotonic() - since))
        },
        refuse: (error) => {
          leave()
          reject(error)
        },
      }
      const onAbort = () => waiter.refuse(cancelled(signal))
      const timer = this.#clock.after(this.#acquireTimeoutMs, () =>
        waiter.refuse(new AppError('POOL_TIMEOUT', { data: { afterMs: this.#acquireTimeoutMs } })),
      )
      signal.addEventListener('abort', onAbort, { once: true })
      queue.add(waiter)
    })
  }

  #take(waitedMs: number): Slot {
    this.#inUse++
    return new TakenSlot(this.#giveBack, waitedMs)
  }

  readonly #giveBack = (): void => {
    this.#inUse--
    if (this.queued > 0) this.#serve()
  }

  #serve(): void {
    while (this.#inUse < this.#limit) {
      const next = this.#next()
      if (!next) return
      next.grant()
    }
  }

  #next(): Waiter | undefined {
    const [person] = this.#waiting.person
    const [background] = this.#waiting.background
    const isTurnOfBackground = !person || this.#personsInARow >= PERSONS_IN_A_ROW
    const next = background && isTurnOfBackground ? background : person
    this.#personsInARow = next === person && background ? this.#personsInARow + 1 : 0
    return next
  }
}

class TakenSlot implements Slot {
  readonly waitedMs: number
  #giveBack: (() => void) | null

  constructor(giveBack: () => void, waitedMs: number) {
    this.#giveBack = giveBack
    this.waitedMs = waitedMs
  }

  dispose(): void {
    const giveBack = this.#giveBack
    this.#giveBack = null
    giveBack?.()
  }
}

function checkedLimit(limit: number): number {
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new RangeError(`Bulkhead limit must be a whole number of 1 or more, got ${limit}`)
  }
  return limit
}

function cancelled(signal: AbortSignal): AppError {
  return new AppError('CANCELLED', { cause: signal.reason })
}
