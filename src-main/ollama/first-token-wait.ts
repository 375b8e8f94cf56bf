import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Deadline } from '../resilience/index.ts'
import type { ModelState } from './residence.ts'

export interface FirstTokenWaitOptions {
  readonly clock: Clock
  readonly deadline: Deadline
  /** Milliseconds, from the request or from when the model is loaded. */
  readonly firstTokenMs: number
  /** Milliseconds that loading may take, from the request. */
  readonly loadMs: number
  /** Asks the server; never throws. */
  readonly ask: () => Promise<ModelState>
}

/** With nothing said for so long, it is worth asking whether the model is still being loaded. */
const ASK_AFTER_MS = 1_000
const ASK_AGAIN_MS = 2_000

/**
 * The time from a request to the first line of its answer: DEADLINE_FIRST_TOKEN ends it, but while the server says
 * that it loads the model only a far longer deadline runs.
 */
export class FirstTokenWait {
  readonly #options: FirstTokenWaitOptions
  readonly #since: number
  #isLoading = false
  #isOver = false
  #timer: Disposable | undefined
  #tell: (isLoading: boolean) => void = () => undefined
  /** True as soon as the model is found to be loading, false when the wait is over without that. */
  readonly loading: Promise<boolean>

  constructor(options: FirstTokenWaitOptions) {
    this.#options = options
    this.#since = options.clock.monotonic()
    this.loading = new Promise((resolve) => {
      this.#tell = resolve
    })
    options.deadline.expect('DEADLINE_FIRST_TOKEN', options.firstTokenMs)
    this.#askAfter(ASK_AFTER_MS)
  }

  /** The first line came, or none will. From here on the deadline is another's. */
  over(): void {
    if (this.#isOver) return
    this.#isOver = true
    void this.#timer?.dispose()
    this.#options.deadline.relax()
    this.#tell(false)
  }

  #askAfter(ms: number): void {
    this.#timer = this.#options.clock.after(ms, () => void this.#ask())
  }

  async #ask(): Promise<void> {
    const state = await this.#options.ask()
    if (this.#isOver) return
    if (state === 'loading') this.#loads()
    else if (this.#isLoading) this.#hasLoaded()
    if (state !== 'loaded') this.#askAfter(ASK_AGAIN_MS)
  }

  #loads(): void {
    this.#isLoading = true
    this.#tell(true)
    const { clock, deadline, loadMs } = this.#options
    const left = Math.max(0, this.#since + loadMs - clock.monotonic())
    deadline.expect(
      'DEADLINE_FIRST_TOKEN',
      left,
      `The model was still being loaded after ${Math.round(loadMs / 1_000)} s.`,
    )
  }

  #hasLoaded(): void {
    this.#isLoading = false
    this.#options.deadline.expect('DEADLINE_FIRST_TOKEN', this.#options.firstTokenMs)
  }
}
