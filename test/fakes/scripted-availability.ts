import { Emitter } from '../../src-main/base/emitter.ts'
import type { ModelAvailability } from '../../src-main/chat/index.ts'

/** A chat model that is there when the test says so. */
export class ScriptedAvailability implements ModelAvailability {
  readonly #changed = new Emitter<null>()
  readonly onChange = this.#changed.event
  isAvailable = true
  /** As an open breaker's rest that is over: it may be asked, and may fail. */
  isProbing = false
  nextTryMs: number | null = null

  get isUp(): boolean {
    return this.isAvailable && !this.isProbing
  }

  /** Tells it, too. */
  become(isAvailable: boolean, nextTryMs: number | null = null): void {
    this.isAvailable = isAvailable
    this.nextTryMs = nextTryMs
    this.#changed.fire(null)
  }
}
