interface Flight<T> {
  readonly events: T[]
  readonly abort: AbortController
  end: { readonly error?: unknown } | null
  joined: number
  /** Resolved and replaced with each event and the end. */
  moved: PromiseWithResolvers
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/**
 * Equal work that is asked for while it is under way is done once: who joins is told from the beginning. It goes on
 * while anybody listens, and is aborted when the last one has left.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>()

  /** How many works are under way. */
  get size(): number {
    return this.#flights.size
  }

  /** Whether who calls `run` with this key now joins work of others. */
  isUnderWay(key: string): boolean {
    return this.#flights.has(key)
  }

  /**
   * All events of the work under `key`, which `start` begins where nobody has. Throws what the work throws, to each
   * listener alike, or what the listener's own `signal` was aborted with.
   */
  async *run(
    key: string,
    start: (signal: AbortSignal) => AsyncIterable<T>,
    signal: AbortSignal,
  ): AsyncGenerator<T, void> {
    signal.throwIfAborted()
    const flight = this.#flights.get(key) ?? this.#begin(key, start)
    flight.joined++
    const aborted = resolvers()
    const onAbort = () => aborted.resolve()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      for (let at = 0; ; ) {
        signal.throwIfAborted()
        const { moved } = flight
        for (; at < flight.events.length; at++) {
          yield flight.events[at] as T
          signal.throwIfAborted()
        }
        if (flight.end && at === flight.events.length) {
          if ('error' in flight.end) throw flight.end.error
          return
        }
        if (moved === flight.moved) await Promise.race([moved.promise, aborted.promise])
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      flight.joined--
      if (flight.joined === 0) this.#leave(key, flight)
    }
  }

  #begin(key: string, start: (signal: AbortSignal) => AsyncIterable<T>): Flight<T> {
    const flight: Flight<T> = {
      events: [],
      abort: new AbortController(),
      end: null,
      joined: 0,
      moved: resolvers(),
    }
    this.#flights.set(key, flight)
    void this.#read(key, flight, start)
    return flight
  }

  async #read(
    key: string,
    flight: Flight<T>,
    start: (signal: AbortSignal) => AsyncIterable<T>,
  ): Promise<void> {
    try {
      for await (const event of start(flight.abort.signal)) {
        flight.events.push(event)
        move(flight)
      }
      flight.end = {}
    } catch (error) {
      flight.end = { error }
    }
    // Whoever asks from now on asks anew: the cache has it, or it failed.
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
    move(flight)
  }

  /** Nobody listens any more; the next one who asks must not join what is being aborted. */
  #leave(key: string, flight: Flight<T>): void {
    if (flight.end) return
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
    flight.abort.abort()
  }
}

function move<T>(flight: Flight<T>): void {
  const { moved } = flight
  flight.moved = resolvers()
  moved.resolve()
}

function resolvers(): PromiseWithResolvers {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
