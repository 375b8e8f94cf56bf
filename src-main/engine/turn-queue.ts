/** One at a time, first come first served. A caller that is aborted while it waits leaves the queue at once. */
export class TurnQueue {
  #taken = false
  readonly #waiting: (() => void)[] = []

  /** Settles with the function that gives the turn back; rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#taken) await this.#wait(signal)
    this.#taken = true
    let given = false
    return () => {
      if (given) return
      given = true
      this.#taken = false
      this.#waiting.shift()?.()
    }
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const giveBack = await this.take(signal)
    try {
      return await work()
    } finally {
      giveBack()
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener('abort', leave)
        // Taken here and not after the await: nobody may slip in between.
        this.#taken = true
        resolve()
      }
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(proceed), 1)
        reject(signal.reason)
      }
      this.#waiting.push(proceed)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}
