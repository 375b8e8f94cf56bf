import type { StartedStream } from '../../src-shared/ipc/chat-routes.ts'
import type { ChatTurn } from '../ollama/index.ts'
import type { AnswerDraft } from './answer-draft.ts'
import type { AnswerStream } from './answer-stream.ts'
import type { Turn } from './conversation-store.ts'
import type { AttemptOutcome } from './waiting-line.ts'

/** One answer on its way. */
export interface Session {
  readonly started: StartedStream
  readonly abort: AbortController
  readonly stream: AnswerStream
  readonly draft: AnswerDraft
  /** It waited for the chat model: without that, it does so again. */
  readonly inLine: boolean
  /** Called once, when nothing more comes of it. */
  readonly over: (outcome: AttemptOutcome) => void
  hasBegun: boolean
  running: boolean
  settled: Promise<void>
}

export interface RunOptions {
  /** @default false */
  readonly inLine?: boolean
  /** Quotations are no answer to it. @default false */
  readonly mustWrite?: boolean
  /** Quotations were chosen: the chat model is not asked. @default false */
  readonly mustQuote?: boolean
  readonly over?: (outcome: AttemptOutcome) => void
}

/** A conversation as a model is told of it: without the markers, which number the passages of another question. */
export function turnsOf(history: Turn['history']): ChatTurn[] {
  return history
    .map(({ role, content }) => ({ role, content: content.replace(/\s*\[\d{1,3}\]/g, '').trim() }))
    .filter(({ content }) => content !== '')
}
