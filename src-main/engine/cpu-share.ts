/**
 * How the cores are shared between a chat, which somebody watches, and embedding, which mostly is an ingest in the
 * background. Alone, embedding gets every core. While a chat runs it keeps a quarter of them, at least one slot:
 * not none, because the next question needs its own embedding before its turn to chat.
 *
 * Never more threads than cores: llama.cpp's threads spin at their barriers, and one too many makes everything
 * 20 to 100 times slower (measured, docs/architecture.md).
 */
export class CpuShare {
  readonly cores: number
  #chats = 0
  #onChange: () => void = () => undefined

  constructor(cores: number) {
    if (!(cores >= 1)) throw new RangeError(`CpuShare cores must be 1 or more, got ${cores}`)
    this.cores = Math.floor(cores)
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
