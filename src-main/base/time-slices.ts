import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** An eighth of a frame: what the main process may be held up by what nobody waits for. */
const SLICE_MS = 2

/** For long work on the main loop: to be asked often, it lets others have their turn each time a slice is used up. */
export class TimeSlices {
  readonly #ms: number
  #end: number

  /** @param ms milliseconds of one slice; 0: a turn for others each time it is asked. @default 2 */
  constructor(ms = SLICE_MS) {
    this.#ms = ms
    this.#end = performance.now() + ms
  }

  /** Throws what `signal` was aborted with. */
  async rest(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (performance.now() < this.#end) return
    await nextTurn()
    signal?.throwIfAborted()
    this.#end = performance.now() + this.#ms
  }
}
