import { type BreakerName, breakerName } from '../../src-shared/schemas/resilience.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Disposable } from '../base/disposable.ts'

/** One small real call through the guarded client: what it comes to is an outcome of its breaker. */
export type Probe = (signal: AbortSignal) => Promise<unknown>

export interface ProbesOptions {
  /** One that has none is probed by the next real call alone. */
  readonly probes: Partial<Readonly<Record<BreakerName, Probe>>>
  readonly clock: Clock
  /** Milliseconds that a probe may take. */
  readonly deadlineMs: number
}

/** The light calls that find out whether a server is back; never two at once of one breaker. */
export class Probes implements Disposable {
  readonly #options: ProbesOptions
  readonly #running = new Map<BreakerName, Promise<boolean>>()
  readonly #ended = new AbortController()

  constructor(options: ProbesOptions) {
    this.#options = options
  }

  has(name: BreakerName): boolean {
    return this.#options.probes[name] !== undefined
  }

  /** Whether the call succeeded; joins the one that is under way. Never rejects. */
  run(name: BreakerName): Promise<boolean> {
    const running = this.#running.get(name)
    if (running) return running
    const probe = this.#call(name).finally(() => this.#running.delete(name))
    this.#running.set(name, probe)
    return probe
  }

  async dispose(): Promise<void> {
    this.#ended.abort(new AppError('SHUTTING_DOWN'))
    await Promise.all(breakerName.options.map((name) => this.#running.get(name)))
  }

  async #call(name: BreakerName): Promise<boolean> {
    const { probes, clock, deadlineMs } = this.#options
    const probe = probes[name]
    if (!probe) return false
    try {
      await withDeadline(clock, deadlineMs, this.#ended.signal, probe)
      return true
    } catch {
      // The breaker has seen it, and says what it means.
      return false
    }
  }
}
