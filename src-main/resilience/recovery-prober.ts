import type { BreakerName } from '../../src-shared/schemas/resilience.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import type { Event } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { Probes } from './probes.ts'

export interface RecoveryProberOptions {
  readonly breakers: readonly CircuitBreaker[]
  /** Asked each time before a probe is sent. */
  readonly needed: () => ReadonlySet<BreakerName>
  /** It may have changed. */
  readonly onNeeded: Event<unknown>
  readonly probes: Pick<Probes, 'has' | 'run'>
  readonly clock: Clock
  readonly log: Logger
}

/** Between two probes of one half-open breaker: a real call that comes in between goes first. */
const BETWEEN_PROBES_MS = 250
/** After somebody else's call was the first probe: theirs may be enough. */
const FOLLOW_UP_MS = 1_000
/** A probe that said nothing (its model was removed, its server is being started) is repeated more seldom. */
const SILENT_PROBE_MS = 1_000
const MOST_SILENT_MS = 5_000

/**
 * Finds out by itself whether a server is back. A breaker lets a probe through only when somebody calls; where
 * nobody does, a needed one would stay open for good and the app would say that it is not ready.
 */
export class RecoveryProber implements Disposable {
  readonly #parts = new DisposableStore()

  constructor({ breakers, ...shared }: RecoveryProberOptions) {
    for (const breaker of breakers) {
      if (shared.probes.has(breaker.name)) this.#parts.add(new BreakerProber(breaker, shared))
    }
  }

  dispose(): Promise<void> {
    return this.#parts.dispose()
  }
}

/** Of one breaker: at most one timer and one probe at a time. */
class BreakerProber implements Disposable {
  readonly #breaker: CircuitBreaker
  readonly #shared: Omit<RecoveryProberOptions, 'breakers'>
  readonly #subscriptions: readonly Disposable[]
  #timer: Disposable | null = null
  #isProbing = false
  #isDisposed = false
  /** Probes since the last change of state: as many successes as close it, and those that say nothing. */
  #sent = 0

  constructor(breaker: CircuitBreaker, shared: Omit<RecoveryProberOptions, 'breakers'>) {
    this.#breaker = breaker
    this.#shared = shared
    const onTransition = breaker.onTransition(({ to }) => {
      this.#sent = 0
      if (!this.#isProbing) this.#wakeIn(to === 'half_open' ? FOLLOW_UP_MS : breaker.probeInMs)
    })
    this.#subscriptions = [onTransition, shared.onNeeded(() => this.#wake())]
  }

  dispose(): void {
    this.#isDisposed = true
    for (const subscription of this.#subscriptions) void subscription.dispose()
    this.#wakeIn(null)
  }

  /** @param ms null: not any more */
  #wakeIn(ms: number | null): void {
    void this.#timer?.dispose()
    const isOver = ms === null || this.#isDisposed
    this.#timer = isOver ? null : this.#shared.clock.after(ms, () => this.#wake())
  }

  #wake(): void {
    const { state, probeInMs, name } = this.#breaker
    if (this.#isProbing || (state !== 'open' && state !== 'half_open')) return
    if (probeInMs) this.#wakeIn(probeInMs)
    else if (this.#shared.needed().has(name)) void this.#probe()
    // Else until it is needed, which will be told.
  }

  async #probe(): Promise<void> {
    this.#wakeIn(null)
    this.#isProbing = true
    const { probes, log } = this.#shared
    log.debug({ breaker: this.#breaker.name }, 'a probe is sent')
    await probes.run(this.#breaker)
    this.#isProbing = false
    const { state, probeInMs } = this.#breaker
    // Open and still due: it said nothing, or did not even come as far as the breaker.
    if (state === 'open' || state === 'half_open') this.#wakeIn(probeInMs || this.#pause())
  }

  #pause(): number {
    this.#sent++
    const silent = this.#sent - this.#breaker.settings.successThreshold
    return silent <= 0 ? BETWEEN_PROBES_MS : Math.min(SILENT_PROBE_MS * 2 ** (silent - 1), MOST_SILENT_MS)
  }
}
