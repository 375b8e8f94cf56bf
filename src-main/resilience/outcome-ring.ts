/** The last outcomes, in a ring of fixed size: how many of them failed is known without counting. */
export class OutcomeRing {
  readonly #size: number
  /** Where it is full, the oldest is at `#next`. */
  #outcomes: boolean[] = []
  #next = 0
  #failures = 0

  /** @param size outcomes kept, 1 or more */
  constructor(size: number) {
    this.#size = size
  }

  get failures(): number {
    return this.#failures
  }

  push(success: boolean): void {
    const forgotten = this.#outcomes[this.#next] ?? true
    this.#outcomes[this.#next] = success
    this.#failures += Number(forgotten) - Number(success)
    this.#next = (this.#next + 1) % this.#size
  }

  clear(): void {
    this.#outcomes = []
    this.#next = 0
    this.#failures = 0
  }

  /** Oldest first; true is a success. */
  toArray(): boolean[] {
    return [...this.#outcomes.slice(this.#next), ...this.#outcomes.slice(0, this.#next)]
  }
}
