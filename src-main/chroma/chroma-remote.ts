import { Agent } from 'undici'
import type { Clock } from '../base/clock.ts'
import { type Disposable, toDisposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { ChromaAddress, ChromaEndpoint } from './chroma-endpoint.ts'
import { hasHeartbeat } from './heartbeat.ts'
import type { VectorStoreState } from './vector-store.ts'

const LOOK_EVERY_MS = 5_000
const LOOK_DEADLINE_MS = 5_000

/** Somebody's server (CHROMA_URL): looked at now and then, never started or stopped. */
export class ChromaRemote implements ChromaEndpoint {
  readonly address: ChromaAddress
  readonly pid = undefined
  readonly #clock: Clock
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent = new Agent({ connections: 1 })
  readonly #changed = new Emitter<VectorStoreState>()
  readonly onState = this.#changed.event
  #state: VectorStoreState = { state: 'starting' }
  #timer: Disposable = toDisposable(() => undefined)
  #looking = false
  #ended = false

  constructor(address: ChromaAddress, clock: Clock, headers: Readonly<Record<string, string>>) {
    this.address = address
    this.#clock = clock
    this.#headers = headers
  }

  get state(): VectorStoreState {
    return this.#state
  }

  start(): void {
    void this.#look()
  }

  suspect(): void {
    void this.#look()
  }

  reportServerError(): void {
    // Its files are not ours.
  }

  async dispose(): Promise<void> {
    this.#ended = true
    void this.#timer.dispose()
    await this.#agent.destroy()
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#ended) return
    this.#looking = true
    void this.#timer.dispose()
    const answers = await hasHeartbeat(this.address, LOOK_DEADLINE_MS, this.#agent, this.#headers)
    this.#looking = false
    if (this.#ended) return
    this.#timer = this.#clock.after(LOOK_EVERY_MS, () => void this.#look())
    const { host, port } = this.address
    this.#set(
      answers
        ? { state: 'ready' }
        : { state: 'down', reason: `No Chroma server answers at ${host}:${port} (CHROMA_URL).` },
    )
  }

  #set(state: VectorStoreState): void {
    if (this.#state.state === state.state) return
    this.#state = state
    this.#changed.fire(state)
  }
}
