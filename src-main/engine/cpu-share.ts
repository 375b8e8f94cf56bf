/**
 * How the cores are shared between a chat, which somebody watches, and embedding, which mostly is an ingest in the
 * background.
 *
 * The threads of one llama.cpp context spin at a barrier after every operation, hundreds of times a token: where one
 * of them has to wait for its core, all do. So a chat leaves one core to the rest of the machine. Measured on 2 cores
 * with SmolLM2-135M: one thread 100 tokens/s, two 58; with one other busy process 134 against 8.
 *
 * An embedding context has one thread and no barrier, so embedding alone gets every core. While a chat runs it keeps
 * a quarter of them, at least one slot: not none, because the next question needs its own embedding before its turn.
 */
export class CpuShare {
  readonly cores: number
  #chats = 0
  #onChange: () => void = () => undefined

  constructor(cores: number) {
    if (!(cores >= 1)) throw new RangeError(`CpuShare cores must be 1 or more, got ${cores}`)
    this.cores = Math.floor(cores)
  }

  get chatThreads(): number {
    return Math.max(1, this.cores - 1)
  }

  /** Texts that may be embedded at the same time now, one thread each. */
  get embeddingSlots(): number {
    return this.#chats === 0 ? this.cores : Math.max(1, Math.floor(this.cores / 4))
  }

  /** Called when the number of slots changed. */
  watch(call: () => void): void {
    this.#onChange = call
  }

  /** Counts a chat until the returned function is called. */
  beginChat(): () => void {
    this.#chats++
    this.#onChange()
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#chats--
      this.#onChange()
    }
  }
}
