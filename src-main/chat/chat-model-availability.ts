import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Models } from '../ollama/index.ts'
import { breakersOf, isSound, type Resilience } from '../resilience/index.ts'
import type { ModelAvailability } from './model-availability.ts'

export interface ChatModelAvailabilityOptions {
  readonly models: Pick<Models, 'selection' | 'onSelection'>
  readonly resilience: Pick<Resilience, 'snapshot' | 'onTransition'>
}

/** By the model that is selected and the breaker of the server that it is on. */
export class ChatModelAvailability implements ModelAvailability, Disposable {
  readonly #options: ChatModelAvailabilityOptions
  readonly #changed = new Emitter<null>()
  readonly onChange = this.#changed.event
  readonly #owned = new DisposableStore()

  constructor(options: ChatModelAvailabilityOptions) {
    this.#options = options
    this.#owned.add(options.models.onSelection(() => this.#changed.fire(null)))
    this.#owned.add(options.resilience.onTransition(() => this.#changed.fire(null)))
  }

  get isAvailable(): boolean {
    if (!this.#options.models.selection.chat) return false
    const breaker = this.#breaker()
    return breaker?.state !== 'forced_open' && (breaker?.state !== 'open' || breaker.probeInMs === 0)
  }

  get isUp(): boolean {
    const state = this.#breaker()?.state
    return this.isAvailable && (state === undefined || isSound(state))
  }

  get nextTryMs(): number | null {
    return this.#breaker()?.probeInMs ?? null
  }

  dispose(): Promise<void> {
    this.#changed.dispose()
    return this.#owned.dispose()
  }

  #breaker(): BreakerSnapshot | undefined {
    const { models, resilience } = this.#options
    const { chat } = models.selection
    if (!chat) return undefined
    return resilience.snapshot().breakers.find(({ name }) => name === breakersOf[chat.backend].chat)
  }
}
