import { setImmediate as nextTurn } from 'node:timers/promises'
import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { type AppError, factIn, toAppError } from '../base/app-error.ts'
import { type Clock, delay } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'

/** A part whose absence makes work wait. */
export type AbsentPart = NonNullable<IngestStatus['waitingFor']>

export interface WorkLoopOptions {
  readonly clock: Clock
  readonly log: Logger
  /** Does a little; true where there may be more. Throws where it cannot now: it is called again later. */
  readonly work: (signal: AbortSignal) => Promise<boolean>
  /** It came to rest, or works again. */
  readonly onChange: () => void
}

const FIRST_BACK_OFF_MS = 500
const MOST_BACK_OFF_MS = 15_000
/** Failures in a row from which on it stands still: one may be the last of an outage that is over. */
const STANDS_STILL = 2

/** Does one piece of work after another; rests when there is none, and waits longer each time when it fails. */
export class WorkLoop implements Disposable {
  readonly #options: WorkLoopOptions
  readonly #end = new AbortController()
  #running: Promise<void> | undefined
  #hasNews = false
  #wake: (() => void) | undefined
  #backOff: AbortController | undefined
  #failures = 0
  #isResting = false
  #waitsFor: AbsentPart | null = null

  constructor(options: WorkLoopOptions) {
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** There may be something to do. Does not cut a wait after a failure short. */
  wake(): void {
    this.#hasNews = true
    this.#wake?.()
  }

  /** What it failed for may be there again. */
  retryNow(): void {
    this.#failures = 0
    this.#backOff?.abort()
    this.wake()
  }

  /** Nothing is to be done, or it cannot be done for want of a part. */
  get isResting(): boolean {
    return (this.#isResting && !this.#hasNews) || (this.#waitsFor !== null && this.#failures >= STANDS_STILL)
  }

  get waitsFor(): AbsentPart | null {
    return this.#waitsFor
  }

  async dispose(): Promise<void> {
    this.#end.abort()
    this.#backOff?.abort()
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    const { work, onChange } = this.#options
    const { signal } = this.#end
    while (!signal.aborted) {
      this.#hasNews = false
      try {
        const hasMore = await work(signal)
        this.#failures = 0
        if (this.#waitsFor !== null) this.#setWaitsFor(null)
        if (hasMore || this.#hasNews) await nextTurn()
        else await this.#rest(onChange)
      } catch (error) {
        if (!signal.aborted) await this.#waitAfter(error)
      }
    }
  }

  async #rest(onChange: () => void): Promise<void> {
    this.#isResting = true
    onChange()
    if (!this.#hasNews && !this.#end.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    this.#wake = undefined
    this.#isResting = false
  }

  async #waitAfter(thrown: unknown): Promise<void> {
    const { clock, log } = this.#options
    const error = toAppError(thrown)
    const part = absentPart(error)
    if (part === null) log.error({ code: error.code, error: String(thrown) }, 'the queue stumbled')
    else if (this.#waitsFor !== part) log.warn({ code: error.code, part }, 'the queue waits')
    const failures = this.#failures++
    this.#setWaitsFor(part)
    const backOff = Math.min(MOST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** failures)
    this.#backOff = new AbortController()
    await delay(clock, backOff, this.#backOff.signal).catch(() => undefined)
    this.#backOff = undefined
  }

  #setWaitsFor(part: AbsentPart | null): void {
    this.#waitsFor = part
    this.#options.onChange()
  }
}

/** Which part an error says is away; null: none, it is about the work itself. */
export function absentPart({ code, data }: AppError): AbsentPart | null {
  if (code === 'CIRCUIT_OPEN') return factIn(data, 'breaker') === 'chroma' ? 'vector_store' : 'embedder'
  if (code === 'POOL_FULL' || code === 'POOL_TIMEOUT') return 'embedder'
  if (code === 'DISK_FULL') return 'disk'
  if (code === 'VECTOR_STORE_UNAVAILABLE') return 'vector_store'
  if (code === 'EMBEDDER_UNAVAILABLE' || code.startsWith('DEADLINE_')) return 'embedder'
  return /^MODEL_(UNAVAILABLE|NOT_FOUND|LOAD_FAILED|BUSY)$/.test(code) ? 'embedder' : null
}
