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
  settled(permit: IssuedPermit, outcome: Outcome, error: unknown): void
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
    this.#settle('success')
  }

  fail(error: unknown): void {
    this.#settle('failure', error)
  }

  release(): void {
    this.#settle('neutral')
  }

  #settle(outcome: Outcome, error?: unknown): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#issuer.settled(this, outcome, error)
  }
}

/** A permit in half-open: the only thing of a breaker that has a timer, until its issuer drops it. */
export class ProbePermit extends IssuedPermit implements Disposable {
  readonly #wait: () => Disposable
  #timer: Disposable | null

  /** @param wait starts the time within which it must show a sign of life */
  constructor(issuer: PermitIssuer, wait: () => Disposable) {
    super(issuer)
    this.#wait = wait
    this.#timer = wait()
  }

  override alive(): void {
    if (!this.#timer) return
    void this.#timer.dispose()
    this.#timer = this.#wait()
  }

  /** It is waited for no longer: it is over, or its state is. */
  dispose(): void {
    void this.#timer?.dispose()
    this.#timer = null
  }
}
