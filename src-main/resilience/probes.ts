import type { BreakerName } from '../../src-shared/schemas/resilience.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Disposable } from '../base/disposable.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'

/** One small real call through the guarded client: what it comes to is an outcome of its breaker. */
export type Probe = (signal: AbortSignal) => Promise<unknown>

export interface ProbesOptions {
  /** A breaker without one is probed by the next real call alone. */
  readonly probes: Partial<Readonly<Record<BreakerName, Probe>>>
  readonly clock: Clock
  /** Milliseconds that a probe may take. */
  readonly deadlineMs: number
}

interface Running {
  readonly controller: AbortController
  readonly done: Promise<void>
}

/** The light calls that find out whether a server is back; never two at once of one breaker. */
export class Probes implements Disposable {
  readonly #options: ProbesOptions
  readonly #running = new Map<BreakerName, Running>()
  #isDisposed = false

  constructor(options: ProbesOptions) {
    this.#options = options
  }

  has(name: BreakerName): boolean {
    return this.#options.probes[name] !== undefined
  }

  /** Settles when the call is over; joins the one that is under way. Never rejects: the breaker has seen it. */
  run(breaker: CircuitBreaker): Promise<void> {
    const { name } = breaker
    const probe = this.#options.probes[name]
    if (!probe || this.#isDisposed) return Promise.resolve()
    const running = this.#running.get(name)
    if (running) return running.done
    const controller = new AbortController()
    const done = this.#call(breaker, probe, controller).finally(() => this.#running.delete(name))
    this.#running.set(name, { controller, done })
    return done
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    const running = [...this.#running.values()]
    for (const { controller } of running) controller.abort(new AppError('SHUTTING_DOWN'))
    await Promise.all(running.map(({ done }) => done))
  }

  async #call(breaker: CircuitBreaker, probe: Probe, controller: AbortController): Promise<void> {
    const { clock, deadlineMs } = this.#options
    // Open again: what this one comes to does not count any more, and would only hold up the next.
    const opened = breaker.onTransition(({ to }) => {
      if (to === 'open') controller.abort(new AppError('CANCELLED'))
    })
    try {
      await withDeadline(clock, deadlineMs, controller.signal, probe)
    } catch {
      // The breaker says what it means.
    } finally {
      void opened.dispose()
    }
  }
}
