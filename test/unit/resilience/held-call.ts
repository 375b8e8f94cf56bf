import { AppError } from '../../../src-main/base/app-error.ts'
import type { CircuitBreaker, Permit } from '../../../src-main/resilience/index.ts'

/** What the server's trouble looks like to a call. */
export const outage = (message = 'Nothing answers.') => new AppError('MODEL_UNAVAILABLE', { message })

/** A call through a breaker that ends when the test says so, and tells how it ended for its caller. */
export class HeldCall {
  /** Undefined where the call was not made. */
  permit: Permit | undefined
  /** Never rejects. */
  readonly result: Promise<unknown>
  readonly #caller = new AbortController()
  #answer: (value: string) => void = () => undefined
  #throw: (error: unknown) => void = () => undefined

  constructor(breaker: CircuitBreaker) {
    const work = new Promise<string>((resolve, reject) => {
      this.#answer = resolve
      this.#throw = reject
    })
    const call = breaker.execute((permit) => {
      this.permit = permit
      return work
    }, this.#caller.signal)
    this.result = call.catch((error: unknown) => error)
  }

  get wasMade(): boolean {
    return this.permit !== undefined
  }

  succeed(): Promise<unknown> {
    this.#answer('an answer')
    return this.result
  }

  fail(error: unknown = outage()): Promise<unknown> {
    this.#throw(error)
    return this.result
  }

  /** The person who waits for it stops it. */
  abort(reason?: unknown): Promise<unknown> {
    this.#caller.abort(reason)
    return this.fail(this.#caller.signal.reason)
  }
}
