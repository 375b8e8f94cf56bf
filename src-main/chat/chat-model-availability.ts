import { type BreakerName, breakersOf, isSound } from '../../src-shared/schemas/resilience.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Models } from '../ollama/index.ts'
import type { CircuitBreaker, Resilience } from '../resilience/index.ts'
import type { ModelAvailability } from './model-availability.ts'

export interface ChatModelAvailabilityOptions {
  readonly models: Pick<Models, 'selection' | 'onSelection'>
  readonly breakers: Readonly<Record<BreakerName, Pick<CircuitBreaker, 'state' | 'probeInMs'>>>
  readonly resilience: Pick<Resilience, 'onTransition'>
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
    const breaker = this.#breaker()
    if (!breaker) return false
    return breaker.state !== 'forced_open' && (breaker.state !== 'open' || breaker.probeInMs === 0)
  }

  get isUp(): boolean {
    const breaker = this.#breaker()
    return breaker !== null && isSound(breaker.state)
  }

  get nextTryMs(): number | null {
    return this.#breaker()?.probeInMs ?? null
  }

  dispose(): Promise<void> {
    this.#changed.dispose()
    return this.#owned.dispose()
  }

  /** Before the chat model; null where none is selected. */
  #breaker(): Pick<CircuitBreaker, 'state' | 'probeInMs'> | null {
    const { models, breakers } = this.#options
    const { chat } = models.selection
    return chat && breakers[breakersOf[chat.backend].chat]
  }
}
