import type { ErrorCode } from '../../src-shared/error-codes.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'

export type DeadlineCode = Extract<ErrorCode, `DEADLINE_${string}`>

/**
 * A caller's signal and one deadline at a time in one signal: `signal` is aborted with AppError CANCELLED when the
 * caller aborts, and with the deadline's own code when it passes. The phases of a call (first token, then between
 * chunks) replace each other by `expect`; `limit` bounds all of them together.
 *
 * Dispose it in `finally`: that clears the timer, leaves the caller's signal and aborts whatever still hangs on
 * `signal`, such as a body that nobody reads any more.
 */
export class Deadline implements Disposable {
  readonly #clock: Clock
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal
  readonly #onAbort = () => this.#end(new AppError('CANCELLED', { cause: this.#caller.reason }))
  #timer: Disposable | undefined
  #whole: Disposable | undefined

  constructor(clock: Clock, caller: AbortSignal) {
    this.#clock = clock
    this.#caller = caller
    if (caller.aborted) this.#onAbort()
    else caller.addEventListener('abort', this.#onAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /**
   * Within `ms` from now, `expect` is called again, or `relax`, or dispose; replaces the deadline before it.
   *
   * @param message where the code's own says too little
   */
  expect(code: DeadlineCode, ms: number, message?: string): void {
    this.relax()
    this.#timer = this.#after(code, ms, message)
  }

  /** Ends all of it with DEADLINE_TOTAL after `ms`, whatever is expected meanwhile. */
  limit(ms: number): void {
    void this.#whole?.dispose()
    this.#whole = this.#after('DEADLINE_TOTAL', ms)
  }

  /** No deadline until the next `expect`. */
  relax(): void {
    void this.#timer?.dispose()
    this.#timer = undefined
  }

  dispose(): void {
    this.#end(new AppError('CANCELLED', { message: 'The call is over.' }))
  }

  #after(code: DeadlineCode, ms: number, message?: string): Disposable | undefined {
    if (this.signal.aborted) return undefined
    const options = { data: { afterMs: ms }, ...(message === undefined ? {} : { message }) }
    return this.#clock.after(ms, () => this.#end(new AppError(code, options)))
  }

  #end(reason: AppError): void {
    this.relax()
    void this.#whole?.dispose()
    this.#caller.removeEventListener('abort', this.#onAbort)
    this.#controller.abort(reason)
  }
}
