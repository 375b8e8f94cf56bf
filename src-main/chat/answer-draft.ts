import type { AnswerEvent, Citation } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'

/** A kill loses no more than what was written in this time. */
const KEEP_MS = 500

/** The answer as far as it is written, kept at least every half second. */
export class AnswerDraft implements Disposable {
  readonly #clock: Clock
  readonly #keep: (text: string, citations: readonly Citation[]) => void
  #timer: Disposable | null = null
  #citations: readonly Citation[] = []
  text = ''

  constructor(clock: Clock, keep: (text: string, citations: readonly Citation[]) => void) {
    this.#clock = clock
    this.#keep = keep
  }

  take(event: AnswerEvent): void {
    if (event.type === 'delta') this.text += event.text
    else if (event.type === 'restart') this.text = ''
    else if (event.type === 'sources') this.#citations = event.citations
    else return
    this.#timer ??= this.#clock.after(KEEP_MS, () => this.keep())
  }

  keep(): void {
    this.dispose()
    this.#keep(this.text, this.#citations)
  }

  dispose(): void {
    void this.#timer?.dispose()
    this.#timer = null
  }
}
