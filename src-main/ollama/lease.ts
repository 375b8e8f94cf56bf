import type { Dispatcher } from 'undici'
import type { LoadOutcome, Slot } from '../resilience/index.ts'

/** What a lease is of: the connections of one origin. */
export interface Lessor {
  /** Where sockets are kept for the next call. */
  readonly kept: Dispatcher
  /** A socket of one's own. */
  openOverflow(): Dispatcher
  closeOverflow(dispatcher: Dispatcher): void
  released(lease: Lease, outcome: LoadOutcome, texts: number): void
}

/** A socket for one request, until `release`, which must come when its body has been read or destroyed. */
export class Lease {
  /** A place among the background embeds, and when it was taken; null of any other call. */
  readonly embed: { readonly slot: Slot; readonly begunAt: number } | null
  readonly #lessor: Lessor
  /** Null: an overflow. */
  readonly #slot: Slot | null
  #overflow: Dispatcher | null = null
  #isReleased = false

  constructor(lessor: Lessor, slot: Slot | null, embed: Lease['embed']) {
    this.#lessor = lessor
    this.#slot = slot
    this.embed = embed
  }

  /** To be asked for when the request is made: the one before may have been closed since (`dropIdle`). */
  get dispatcher(): Dispatcher {
    if (this.#slot) return this.#lessor.kept
    this.#overflow ??= this.#lessor.openOverflow()
    return this.#overflow
  }

  /**
   * Only the first time counts.
   *
   * @param texts that were embedded
   */
  release(outcome: LoadOutcome = 'other', texts = 0): void {
    if (this.#isReleased) return
    this.#isReleased = true
    if (this.#overflow) this.#lessor.closeOverflow(this.#overflow)
    // The limit learns of it before the places are passed on.
    this.#lessor.released(this, outcome, texts)
    this.#slot?.dispose()
    this.embed?.slot.dispose()
  }
}
