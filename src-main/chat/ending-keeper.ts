import type { UnkeptAnswer } from '../../src-shared/schemas/chat.ts'
import { toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'

/** Pauses before an ending that could not be written is tried again: a lock passes, and a full disk gets room. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

interface Unkept {
  readonly write: () => void
  readonly code: string
  readonly nextTryAt: number
  readonly timer: Disposable
}

/** Writes how answers end; one that cannot be written is tried again until it is, or the app ends. */
export class EndingKeeper implements Disposable {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #unkept = new Map<string, Unkept>()
  readonly #changed = new Emitter<readonly UnkeptAnswer[]>()
  /** With all that are not kept yet, when one is added, kept, or was tried again. */
  readonly onChange = this.#changed.event

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock
    this.#log = log
  }

  get unkept(): readonly UnkeptAnswer[] {
    return [...this.#unkept].map(([messageId, { code, nextTryAt }]) => ({ messageId, code, nextTryAt }))
  }

  keep(messageId: string, write: () => void): void {
    this.#keep(messageId, write, FIRST_PAUSE_MS)
  }

  /** Tries all of them now. */
  keepNow(): void {
    for (const [messageId, { write }] of [...this.#unkept]) this.keep(messageId, write)
  }

  /** False where it could not be written. A full disk must not take the answer from the screen as well. */
  attempt(write: () => void): boolean {
    return this.#codeOf(write) === null
  }

  /** Once more, now. */
  dispose(): void {
    for (const { write, timer } of this.#unkept.values()) {
      void timer.dispose()
      this.attempt(write)
    }
    this.#unkept.clear()
    this.#changed.dispose()
  }

  #keep(messageId: string, write: () => void, pause: number): void {
    const before = this.#unkept.get(messageId)
    void before?.timer.dispose()
    const code = this.#codeOf(write)
    if (code === null) this.#unkept.delete(messageId)
    else {
      const next = Math.min(2 * pause, LONGEST_PAUSE_MS)
      const timer = this.#clock.after(pause, () => this.#keep(messageId, write, next))
      this.#unkept.set(messageId, { write, code, timer, nextTryAt: this.#clock.now() + pause })
    }
    if (code !== null || before) this.#changed.fire(this.unkept)
  }

  #codeOf(write: () => void): string | null {
    try {
      write()
      return null
    } catch (error) {
      const { code } = toAppError(error)
      this.#log.error({ code, err: error }, 'answer not kept')
      return code
    }
  }
}
