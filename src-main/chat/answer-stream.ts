import type { SequencedAnswerEvent } from '../../src-shared/ipc/events.ts'
import type { AnswerEvent } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'

/** One frame of a screen: more often would not be seen. */
const COALESCE_MS = 16

/**
 * The numbered events of one answer. Those of one frame go out together, text that follows text as one. All of
 * them are kept for who joins later: an answer has a bounded number of tokens, so this is bounded too.
 */
export class AnswerStream implements Disposable {
  readonly #clock: Clock
  readonly #send: (events: readonly SequencedAnswerEvent[]) => void
  readonly #sent: SequencedAnswerEvent[] = []
  #pending: AnswerEvent[] = []
  #timer: Disposable | null = null

  constructor(clock: Clock, send: (events: readonly SequencedAnswerEvent[]) => void) {
    this.#clock = clock
    this.#send = send
  }

  push(event: AnswerEvent): void {
    const last = this.#pending.at(-1)
    if (event.type === 'delta' && last?.type === 'delta') {
      this.#pending[this.#pending.length - 1] = { type: 'delta', text: last.text + event.text }
    } else {
      this.#pending.push(event)
    }
    this.#timer ??= this.#clock.after(COALESCE_MS, () => this.flush())
  }

  /** Sends what waits for its frame now. */
  flush(): void {
    void this.#timer?.dispose()
    this.#timer = null
    if (this.#pending.length === 0) return
    const first = this.#sent.length
    const events = this.#pending.map((event, at) => ({ sequence: first + at, event }))
    this.#pending = []
    this.#sent.push(...events)
    this.#send(events)
  }

  /** All events after that one, those that wait for their frame among them. */
  after(sequence: number): readonly SequencedAnswerEvent[] {
    this.flush()
    return this.#sent.slice(sequence + 1)
  }

  dispose(): void {
    void this.#timer?.dispose()
    this.#timer = null
  }
}
