import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Event } from '../base/emitter.ts'
import { type BackOffSettings, defaultBackOff, fullJitter } from './back-off.ts'
import { outcomeOf } from './call-outcome.ts'
import type { Permit } from './permit.ts'
import { isRetriable, retryAfterMs } from './retriable.ts'
import { RetryBudget, type RetryBudgetSettings } from './retry-budget.ts'

export interface RetryOptions {
  readonly clock: Clock
  /** In [0, 1). @default Math.random */
  readonly random?: () => number
  /** Most attempts of a call, the first among them. @default 3 */
  readonly attempts?: number
  /** @default defaultBackOff, each */
  readonly backOff?: Partial<BackOffSettings>
  /** @default defaultRetryBudget, each */
  readonly budget?: Partial<RetryBudgetSettings>
  /** @default isRetriable */
  readonly isRetriable?: (error: unknown) => boolean
}

/** One call as its breaker let it through. */
export interface RetriedCall {
  readonly permit: Pick<Permit, 'isCurrent' | 'release'>
  /** Of the breaker: a change of its state ends a wait at once. */
  readonly onTransition: Event<unknown>
  readonly signal: AbortSignal
  /**
   * Milliseconds from the first attempt after which no other begins. One that has begun ends by its own deadlines,
   * which know whether a model is being loaded.
   */
  readonly deadlineMs: number
}

/**
 * Makes a call again where that may help: after a full-jitter back-off and what the server asked for by
 * Retry-After, within a budget over all calls. It ends with what the last attempt threw when its attempts, the
 * budget or the time are used up, when the failure is not one of those, and at once when the breaker changes its
 * state; with CANCELLED when the caller aborts while it waits.
 *
 * It belongs inside a breaker's `execute` or `stream`, so that a call with its retries is one outcome.
 */
export class Retry {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #attempts: number
  readonly #backOff: BackOffSettings
  readonly #budget: RetryBudget
  readonly #isRetriable: (error: unknown) => boolean

  /** Throws RangeError for a setting that makes no sense. */
  constructor(options: RetryOptions) {
    const { attempts = 3 } = options
    if (!(Number.isInteger(attempts) && attempts >= 1)) {
      throw new RangeError(`Retry attempts must be a whole number of 1 or more, got ${attempts}`)
    }
    this.#clock = options.clock
    this.#random = options.random ?? Math.random
    this.#attempts = attempts
    this.#backOff = { ...defaultBackOff, ...options.backOff }
    this.#budget = new RetryBudget(options.clock, options.budget)
    this.#isRetriable = options.isRetriable ?? isRetriable
  }

  /** For a call whose answer is handed over whole. */
  async execute<T>(attempt: () => Promise<T>, call: RetriedCall): Promise<T> {
    const again = this.#begin(call)
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        await again(error)
      }
    }
  }

  /** For a call that answers piece by piece: not made again once a piece that `isAnswer` was passed on. */
  async *stream<T>(
    attempt: () => AsyncIterable<T>,
    isAnswer: (piece: T) => boolean,
    call: RetriedCall,
  ): AsyncGenerator<T, void> {
    const again = this.#begin(call)
    let hasAnswered = false
    for (;;) {
      try {
        for await (const piece of attempt()) {
          hasAnswered ||= isAnswer(piece)
          yield piece
        }
        return
      } catch (error) {
        if (hasAnswered) throw error
        await again(error)
      }
    }
  }

  /** The returned function settles when the next attempt may begin, and throws where none may. */
  #begin(call: RetriedCall): (error: unknown) => Promise<void> {
    this.#budget.deposit()
    const began = this.#clock.monotonic()
    let made = 0
    let last: unknown
    return async (thrown) => {
      // A retry that waited for its connection when the breaker opened: what had failed is what its caller sees.
      const error = made > 0 && isRejection(thrown) ? last : thrown
      last = error
      const waitMs = (retryAfterMs(error) ?? 0) + fullJitter(made++, this.#random, this.#backOff)
      const passed = this.#clock.monotonic() - began
      const isWanted = call.permit.isCurrent && !call.signal.aborted && this.#isRetriable(thrown)
      const fits = made < this.#attempts && passed + waitMs < call.deadlineMs
      if (!isWanted || !fits || !this.#budget.withdraw()) throw error
      await this.#wait(waitMs, call)
      if (call.signal.aborted) {
        // Also a deadline further out, which would else count against a server that only asked for patience.
        if (outcomeOf(error, undefined) === 'neutral') call.permit.release()
        throw new AppError('CANCELLED', { cause: call.signal.reason })
      }
      if (!call.permit.isCurrent) throw error
    }
  }

  /** Until the time has passed, the breaker changes its state or the caller aborts. */
  #wait(ms: number, { onTransition, signal }: RetriedCall): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        void timer.dispose()
        void listening.dispose()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = this.#clock.after(ms, end)
      const listening = onTransition(end)
      signal.addEventListener('abort', end, { once: true })
    })
  }
}

function isRejection(error: unknown): boolean {
  return error instanceof AppError && error.code === 'CIRCUIT_OPEN'
}
