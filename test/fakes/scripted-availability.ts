import { Emitter } from '../../src-main/base/emitter.ts'
import type { ModelAvailability } from '../../src-main/chat/index.ts'

/** A chat model that is there when the test says so. */
export class ScriptedAvailability implements ModelAvailability {
  readonly #changed = new Emitter<null>()
  readonly onChange = this.#changed.event
  isAvailable = true
  nextTryMs: number | null = null

  /** Tells it, too. */
  become(isAvailable: boolean, nextTryMs: number | null = null): void {
    this.isAvailable = isAvailable
    this.nextTryMs = nextTryMs
    this.#changed.fire(null)
  }
}
