import type { BreakerName, BreakerSnapshot, BreakerState } from '../../src-shared/schemas/resilience.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter, type Event } from '../base/emitter.ts'
import { BreakerCounts, type BreakerTotals } from './breaker-counts.ts'
import { type BreakerSettings, checkBreakerSettings, defaultBreakerSettings } from './breaker-settings.ts'
import { blamedError, type CallOutcome, outcomeOf, ownWordsFor } from './call-outcome.ts'
import { CountInWindow, type OpeningPolicy } from './opening-policy.ts'
import { IssuedPermit, type Outcome, type Permit, type PermitIssuer, ProbePermit } from './permit.ts'

export interface Transition {
  /** Epoch milliseconds. */
  readonly at: number
  readonly from: BreakerState
  readonly to: BreakerState
  readonly cause: string
}

export interface CircuitBreakerOptions {
  readonly name: BreakerName
  readonly clock: Clock
  /** @default defaultBreakerSettings, each */
  readonly settings?: Partial<BreakerSettings>
  /** When to open. @default failureThreshold of the last windowSize outcomes */
  readonly policy?: OpeningPolicy
  /** What a thrown value says of the server. @default outcomeOf */
  readonly classify?: (error: unknown, signal: AbortSignal | undefined) => CallOutcome
}

/** What a call that finds every probe's place taken is told: those before it will soon have said how it is. */
const HALF_OPEN_RETRY_MS = 1_000
const REST_IS_OVER = 'The rest is over: the next calls are probes.'

/**
 * Stops asking a server that fails, and finds out by a few probes whether it is back.
 *
 * CLOSED counts outcomes until its policy opens it. OPEN rejects for `timeoutMs`; the call after that is let
 * through as a probe. HALF_OPEN has at most `halfOpenMaxCalls` probes at once: `successThreshold` successes
 * close, one failure or a probe without a sign of life for `halfOpenMaxWaitMs` opens for a full timeout.
 * FORCED_OPEN rejects everything, DISABLED nothing, until somebody changes it.
 *
 * Each state is a generation: what a call of an older one comes to changes nothing. Time is monotonic, so a
 * changed wall clock has no effect. No timer runs but for a probe: that the timeout has passed is seen by the
 * next call. docs/resilience.md has the diagram.
 */
export class CircuitBreaker implements Disposable {
  readonly name: BreakerName
  readonly settings: BreakerSettings
  readonly #clock: Clock
  readonly #policy: OpeningPolicy
  readonly #classify: NonNullable<CircuitBreakerOptions['classify']>
  readonly #counts: BreakerCounts
  readonly #transition = new Emitter<Transition>()
  readonly #issuer: { -readonly [key in keyof PermitIssuer]: PermitIssuer[key] }
  #state: BreakerState = 'closed'
  /** Monotonic milliseconds. */
  #openedAt = 0
  /** Of the present half-open, those under way. */
  #probes: readonly ProbePermit[] = []
  #probesPassed = 0
  #endOfRest = REST_IS_OVER

  /** Throws RangeError for a setting that makes no sense. */
  constructor(options: CircuitBreakerOptions) {
    this.name = options.name
    this.settings = checkBreakerSettings({ ...defaultBreakerSettings, ...options.settings })
    const { failureThreshold, windowSize } = this.settings
    this.#clock = options.clock
    this.#policy = options.policy ?? new CountInWindow(failureThreshold, windowSize)
    this.#classify = options.classify ?? outcomeOf
    this.#counts = new BreakerCounts(options.clock.now())
    this.#issuer = {
      generation: 0,
      settled: (permit, outcome, error) => this.#settled(permit, outcome, error),
    }
  }

  /** After each change of state; a listener that throws changes nothing. */
  get onTransition(): Event<Transition> {
    return this.#transition.event
  }

  get state(): BreakerState {
    return this.#state
  }

  /** Milliseconds until the next call is let through as a probe; 0: it is due; null: closed, or none will be. */
  get probeInMs(): number | null {
    if (this.#state !== 'open') return null
    return Math.max(0, this.#openedAt + this.settings.timeoutMs - this.#clock.monotonic())
  }

  /** Counts since the start, which nothing takes back. */
  get totals(): Readonly<BreakerTotals> {
    return this.#counts.totals
  }

  /** All of it that a person or a script may see; whether it is needed is for its owner to say. */
  snapshot(): Omit<BreakerSnapshot, 'needed'> {
    return {
      name: this.name,
      state: this.#state,
      window: this.#policy.window,
      probeInMs: this.probeInMs,
      settings: this.settings,
      ...this.#counts.snapshot(),
    }
  }

  /**
   * One call; whatever it does inside, retries among it, is one outcome. Throws what it throws, CIRCUIT_OPEN
   * where it is not made, CANCELLED where the signal is aborted before, which takes no place.
   */
  async execute<T>(work: (permit: Permit) => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    const permit = this.#admit(signal)
    try {
      const value = await work(permit)
      permit.succeed()
      return value
    } catch (error) {
      if (this.#classify(error, signal) === 'failure') permit.fail(blamedError(error, signal))
      throw error
    } finally {
      permit.release()
    }
  }

  /**
   * The same for a call that answers piece by piece: it succeeds when its last piece was taken, each piece is a
   * sign of life, and a consumer that stops after a piece says nothing of the server.
   */
  async *stream<T>(
    work: (permit: Permit) => AsyncIterable<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<T, void> {
    const permit = this.#admit(signal)
    let hasBegun = false
    try {
      for await (const piece of work(permit)) {
        permit.alive()
        hasBegun = true
        yield piece
        // However long the reader was at work with it: the server has its whole wait again. A reader who takes
        // longer than that hangs like a server, or one who never comes back would hold a place for ever.
        permit.alive()
      }
      permit.succeed()
    } catch (error) {
      // An answer that was coming and is ended from outside, be it by a deadline, was only not waited for.
      const isLeft = hasBegun && signal?.aborted === true
      if (!isLeft && this.#classify(error, signal) === 'failure') permit.fail(blamedError(error, signal))
      throw error
    } finally {
      permit.release()
    }
  }

  /** Leave for a call whose outcome the caller tells. Throws CIRCUIT_OPEN. */
  acquire(): Permit {
    if (this.probeInMs === 0) this.#enter('half_open', this.#endOfRest)
    const isProbe = this.#state === 'half_open'
    const isFull = isProbe && this.#probes.length >= this.settings.halfOpenMaxCalls
    if (isFull || this.#state === 'open' || this.#state === 'forced_open') {
      this.#counts.rejected()
      throw this.rejection()
    }
    this.#counts.started()
    if (!isProbe) return new IssuedPermit(this.#issuer)
    const wait = () => this.#clock.after(this.settings.halfOpenMaxWaitMs, () => this.#hung())
    const probe = new ProbePermit(this.#issuer, wait)
    this.#probes = [...this.#probes, probe]
    return probe
  }

  /** What a call that is not made is told; `data` is {breaker, state, retryAfterMs}. */
  rejection(): AppError {
    const retryAfterMs = this.#state === 'half_open' ? HALF_OPEN_RETRY_MS : this.probeInMs
    return new AppError('CIRCUIT_OPEN', {
      data: { breaker: this.name, state: this.#state, retryAfterMs },
      cause: this.#counts.lastError,
    })
  }

  /** Whether a call would be rejected now; unlike `acquire` it changes nothing. */
  get isRejecting(): boolean {
    if (this.#state === 'half_open') return this.#probes.length >= this.settings.halfOpenMaxCalls
    return this.#state === 'forced_open' || (this.#state === 'open' && this.probeInMs !== 0)
  }

  /**
   * Open, it lets the next call through as a probe without waiting any longer.
   *
   * @param cause why, for a person: it is that of the transition which the call brings about
   */
  probeNow(cause: string = REST_IS_OVER): void {
    if (this.#state !== 'open') return
    this.#openedAt = Number.NEGATIVE_INFINITY
    this.#endOfRest = cause
  }

  forceOpen(cause: string): void {
    this.#enter('forced_open', cause)
  }

  /** Closed with an empty window. */
  forceClosed(cause: string): void {
    this.#enter('closed', cause)
  }

  disable(cause: string): void {
    this.#enter('disabled', cause)
  }

  /** As new: closed, with an empty window and no counts. */
  reset(cause: string): void {
    this.#enter('closed', cause)
    this.#counts.reset()
  }

  dispose(): void {
    this.#dropProbes()
    this.#transition.dispose()
  }

  #admit(signal: AbortSignal | undefined): Permit {
    if (signal?.aborted) throw new AppError('CANCELLED', { cause: signal.reason })
    return this.acquire()
  }

  #settled(permit: IssuedPermit, outcome: Outcome, error: unknown): void {
    this.#counts.settled(permit.isCurrent ? outcome : 'neutral')
    if (!permit.isCurrent) return
    if (this.#state === 'half_open') this.#dropProbes(permit)
    if (outcome === 'success') this.#succeeded()
    else if (outcome === 'failure') this.#failed(error)
  }

  #succeeded(): void {
    this.#counts.succeeded()
    if (this.#state === 'closed') this.#policy.success()
    else if (this.#state === 'half_open' && ++this.#probesPassed >= this.settings.successThreshold) {
      const probes = this.#probesPassed === 1 ? '1 probe' : `${this.#probesPassed} probes in a row`
      this.#enter('closed', `${probes} succeeded.`)
    }
  }

  #failed(error: unknown): void {
    this.#counts.failed(error, this.#clock.now())
    if (this.#state === 'half_open') this.#enter('open', `A probe failed: ${ownWordsFor(error)}`)
    else if (this.#state === 'closed' && this.#policy.failure()) {
      this.#enter('open', `Too many of the last calls failed. The newest: ${ownWordsFor(error)}`)
    }
  }

  #hung(): void {
    const seconds = this.settings.halfOpenMaxWaitMs / 1_000
    this.#enter('open', `A probe showed no sign of life for ${seconds} s.`)
  }

  /** All, or the one that has ended. */
  #dropProbes(ended?: Permit): void {
    for (const probe of this.#probes) if (!ended || probe === ended) probe.dispose()
    this.#probes = ended ? this.#probes.filter((probe) => probe !== ended) : []
  }

  #enter(to: BreakerState, cause: string): void {
    const from = this.#state
    this.#issuer.generation++
    this.#state = to
    this.#dropProbes()
    this.#probesPassed = 0
    if (to === 'open') this.#openedAt = this.#clock.monotonic()
    this.#endOfRest = REST_IS_OVER
    // When it closes again what led to its opening is past.
    if (to === 'closed') this.#policy.reset()
    if (from === to) return
    const at = this.#clock.now()
    this.#counts.changed(from, to, at)
    this.#transition.fire({ at, from, to, cause })
  }
}
