/** The last outcomes, in a ring of fixed size: how many of them failed is known without counting. */
export class OutcomeRing {
  readonly #outcomes: Uint8Array
  #next = 0
  #length = 0
  #failures = 0

  /** @param size outcomes kept, 1 or more */
  constructor(size: number) {
    this.#outcomes = new Uint8Array(size)
  }

  get failures(): number {
    return this.#failures
  }

  push(success: boolean): void {
    const outcomes = this.#outcomes
    if (this.#length === outcomes.length) this.#failures -= outcomes[this.#next] ?? 0
    else this.#length++
    const failed = success ? 0 : 1
    outcomes[this.#next] = failed
    this.#failures += failed
    this.#next = (this.#next + 1) % outcomes.length
  }

  clear(): void {
    this.#next = 0
    this.#length = 0
    this.#failures = 0
  }

  /** Oldest first; true is a success. */
  toArray(): boolean[] {
    const { length } = this.#outcomes
    const oldest = (this.#next - this.#length + length) % length
    return Array.from({ length: this.#length }, (_, at) => this.#outcomes[(oldest + at) % length] === 0)
  }
}
