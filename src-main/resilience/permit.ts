import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'

/**
 * Leave to make one call, from `CircuitBreaker.acquire`. The first of `succeed`, `fail` and `release` counts. One
 * whose state has passed by then changes nothing any more.
 */
export interface Permit {
  /** False once the breaker has changed its state: a retry is no longer wanted. */
  readonly isCurrent: boolean
  /** A probe shows a sign of life: its wait begins anew. */
  alive(): void
  succeed(): void
  /** The server failed. */
  fail(error: unknown): void
  /** It ended without saying anything of the server. */
  release(): void
}

export type Outcome = 'success' | 'failure' | 'neutral'

/** The breaker's side of its permits. */
export interface PermitIssuer {
  readonly generation: number
  settled(generation: number, outcome: Outcome, error: unknown): void
  hung(generation: number): void
}

export class IssuedPermit implements Permit {
  readonly #issuer: PermitIssuer
  readonly #generation: number
  #isSettled = false

  constructor(issuer: PermitIssuer) {
    this.#issuer = issuer
    this.#generation = issuer.generation
  }

  get isCurrent(): boolean {
    return this.#issuer.generation === this.#generation
  }

  alive(): void {}

  succeed(): void {
    this.settle('success')
  }

  fail(error: unknown): void {
    this.settle('failure', error)
  }

  release(): void {
    this.settle('neutral')
  }

  protected settle(outcome: Outcome, error?: unknown): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#issuer.settled(this.#generation, outcome, error)
  }

  protected hung(): void {
    this.#issuer.hung(this.#generation)
  }
}

/** A permit in half-open: the only thing of a breaker that has a timer. */
export class ProbePermit extends IssuedPermit {
  readonly #clock: Clock
  readonly #waitMs: number
  #timer: Disposable | null = null

  constructor(issuer: PermitIssuer, clock: Clock, waitMs: number) {
    super(issuer)
    this.#clock = clock
    this.#waitMs = waitMs
    this.alive()
  }

  override alive(): void {
    void this.#timer?.dispose()
    this.#timer = this.isCurrent ? this.#clock.after(this.#waitMs, () => this.hung()) : null
  }

  protected override settle(...outcome: Parameters<IssuedPermit['settle']>): void {
    void this.#timer?.dispose()
    this.#timer = null
    super.settle(...outcome)
  }
}
