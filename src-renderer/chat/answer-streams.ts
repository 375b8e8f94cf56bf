import type { StartedStream } from '../../src-shared/ipc/chat-routes.ts'
import type { SequencedAnswerEvent } from '../../src-shared/ipc/events.ts'
import type { AlcoveBridge } from '../bridge.ts'
import { applyEvents, beginLiveAnswer, type LiveAnswer } from './live-answer.ts'

interface StreamsOptions {
  readonly bridge: AlcoveBridge
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly onChange: (live: LiveAnswer) => void
  /** Once for each stream: after its `done`, or when it ended without one. */
  readonly onEnd: (live: LiveAnswer) => void
}

/**
 * Joins the streams of answers and keeps each in step: events that came before a stream was known, or were
 * missed, are asked for again by their number.
 */
export class AnswerStreams {
  readonly #options: StreamsOptions
  readonly #streams = new Map<string, LiveAnswer>()
  readonly #catchingUp = new Set<string>()

  constructor(options: StreamsOptions) {
    this.#options = options
  }

  /** Follows a stream from its beginning, whatever part of it has gone by. Known ones are left as they are. @param inLine @default false */
  join(stream: StartedStream, inLine = false): void {
    if (this.#streams.has(stream.streamId)) return
    const live = beginLiveAnswer(stream, this.#options.now(), inLine)
    this.#streams.set(stream.streamId, live)
    this.#options.onChange(live)
    void this.#catchUp(stream.streamId)
  }

  /** Events of streams not joined are left out: `join` asks for them. */
  receive(streamId: string, events: readonly SequencedAnswerEvent[]): void {
    const before = this.#streams.get(streamId)
    if (before === undefined) return
    const { live, isGap } = applyEvents(before, events)
    if (live !== before) {
      this.#streams.set(streamId, live)
      this.#options.onChange(live)
    }
    if (live.answer !== null) this.#end(live)
    else if (isGap) void this.#catchUp(streamId)
  }

  /** The stream ended without `done`. */
  ended(streamId: string): void {
    const live = this.#streams.get(streamId)
    if (live !== undefined) this.#end(live)
  }

  async #catchUp(streamId: string): Promise<void> {
    const live = this.#streams.get(streamId)
    if (live === undefined || this.#catchingUp.has(streamId)) return
    this.#catchingUp.add(streamId)
    try {
      const missed = await this.#options.bridge.invoke('chat.attach', {
        streamId,
        afterSequence: live.nextSequence - 1,
      })
      this.#catchingUp.delete(streamId)
      this.receive(streamId, missed.events)
      if (!missed.running) this.ended(streamId)
    } catch {
      // Main knows the stream no more: what became of the answer is in the store.
      this.ended(streamId)
    } finally {
      this.#catchingUp.delete(streamId)
    }
  }

  #end(live: LiveAnswer): void {
    this.#streams.delete(live.streamId)
    this.#options.onEnd(live)
  }
}
