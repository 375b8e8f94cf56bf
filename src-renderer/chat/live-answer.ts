import type { StartedStream } from '../../src-shared/ipc/chat-routes.ts'
import type { SequencedAnswerEvent } from '../../src-shared/ipc/events.ts'
import type { Answer, AnswerEvent, Citation, Degradation } from '../../src-shared/schemas/chat.ts'

export type Stage = Extract<AnswerEvent, { type: 'stage' }>['stage']

/** An answer that is being written, as far as its events have come. */
export interface LiveAnswer extends StartedStream {
  /** The number of the event that comes next. */
  readonly nextSequence: number
  readonly stage: Stage | null
  /** The model alone answers it: where that fails, it goes back into the line and is not quoted. */
  readonly inLine: boolean
  /** Epoch milliseconds at which the question was asked, as this window saw it. */
  readonly startedAt: number
  /** The question as it was searched for, where the conversation changed it. */
  readonly condensed: string | null
  readonly citations: readonly Citation[]
  readonly text: string
  /** Why text that was shown has been taken back; null where none was. */
  readonly withdrawn: Degradation | null
  readonly answer: Answer | null
}

export function beginLiveAnswer(stream: StartedStream, startedAt: number, inLine = false): LiveAnswer {
  return {
    ...stream,
    nextSequence: 0,
    stage: null,
    inLine,
    startedAt,
    condensed: null,
    citations: [],
    text: '',
    withdrawn: null,
    answer: null,
  }
}

/**
 * Applies events in their order. Those seen before are skipped; at the first that is missing it stops and says
 * so: what follows must then be asked for again from `nextSequence`.
 */
export function applyEvents(
  live: LiveAnswer,
  events: readonly SequencedAnswerEvent[],
): { readonly live: LiveAnswer; readonly isGap: boolean } {
  let next = live
  for (const { sequence, event } of events) {
    if (sequence < next.nextSequence) continue
    if (sequence > next.nextSequence) return { live: next, isGap: true }
    next = { ...applyEvent(next, event), nextSequence: sequence + 1 }
  }
  return { live: next, isGap: false }
}

function applyEvent(live: LiveAnswer, event: AnswerEvent): LiveAnswer {
  switch (event.type) {
    case 'stage':
      return { ...live, stage: event.stage }
    case 'condensed':
      return { ...live, condensed: event.question }
    case 'sources':
      return { ...live, citations: event.citations }
    case 'delta':
      return { ...live, text: live.text + event.text }
    case 'restart':
      return { ...live, text: '', withdrawn: event.reason }
    case 'done':
      return { ...live, text: event.answer.answer, citations: event.answer.citations, answer: event.answer }
  }
}
