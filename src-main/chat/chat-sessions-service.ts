import { randomUUID } from 'node:crypto'
import type { StartedStream } from '../../src-shared/ipc/chat-routes.ts'
import type { Events, SequencedAnswerEvent } from '../../src-shared/ipc/events.ts'
import type { Answer } from '../../src-shared/schemas/chat.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import { type Clock, delay } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { ChatTurn } from '../ollama/index.ts'
import { AnswerDraft } from './answer-draft.ts'
import type { AnswerPipeline } from './answer-pipeline.ts'
import { AnswerStream } from './answer-stream.ts'
import type { ChatSessions } from './chat-sessions.ts'
import type { ConversationStore, Ending, NewQuestion, Turn } from './conversation-store.ts'

export interface ChatSessionsOptions {
  readonly pipeline: Pick<AnswerPipeline, 'answer'>
  readonly conversations: ConversationStore
  readonly clock: Clock
  readonly log: Logger
}

/** A window that was reloaded has this long to join an answer that ended meanwhile. */
const REPLAY_MS = 60_000
/** Pauses before an ending that could not be written is tried again: a lock passes, and a full disk gets room. */
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
/** How long the end of the app waits for pipelines to heed their signal; all text is kept before. */
const DISPOSE_MS = 2_000

interface Session {
  readonly started: StartedStream
  readonly abort: AbortController
  readonly stream: AnswerStream
  readonly draft: AnswerDraft
  running: boolean
  settled: Promise<void>
}

/** Runs answers. What a person stops ends at once, whatever the model's server does about it. */
export class ChatSessionsService implements ChatSessions, Disposable {
  readonly #options: ChatSessionsOptions
  readonly #sessions = new Map<string, Session>()
  readonly #owned = new DisposableStore()
  readonly #events = new Emitter<Events['chat.events']>()
  readonly #ended = new Emitter<Events['chat.ended']>()
  readonly onEvents = this.#events.event
  readonly onEnded = this.#ended.event
  /** Endings that are not written yet, by message. */
  readonly #unkept = new Map<string, { readonly write: () => void; readonly timer: Disposable }>()
  #closing = false

  constructor(options: ChatSessionsOptions) {
    this.#options = options
    this.#owned.add(
      options.conversations.onRemoved(({ conversationId }) => {
        for (const session of this.#running()) {
          if (session.started.conversationId === conversationId) this.#stop(session)
        }
      }),
    )
  }

  start(request: NewQuestion): StartedStream {
    return this.#run(() => this.#options.conversations.begin(request))
  }

  regenerate(conversationId: string, messageId: string): StartedStream {
    return this.#run(() => this.#options.conversations.beginAgain(conversationId, messageId))
  }

  /** Nothing where it has ended already: the person was a moment late. */
  cancel(streamId: string): void {
    const session = this.#sessions.get(streamId)
    if (session?.running) this.#stop(session)
  }

  attach(
    streamId: string,
    afterSequence: number,
  ): { readonly events: readonly SequencedAnswerEvent[]; readonly running: boolean } {
    const session = this.#sessions.get(streamId)
    if (!session) throw new AppError('NOT_FOUND', { message: 'That answer is no longer running.' })
    return { events: session.stream.after(afterSequence), running: session.running }
  }

  active(): readonly StartedStream[] {
    return this.#running().map(({ started }) => started)
  }

  /** Stops every answer, keeping what was written. */
  async dispose(): Promise<void> {
    this.#closing = true
    const running = this.#running()
    for (const session of running) this.#stop(session)
    await Promise.race([
      Promise.all(running.map(({ settled }) => settled)),
      delay(this.#options.clock, DISPOSE_MS),
    ])
    for (const { write, timer } of this.#unkept.values()) {
      void timer.dispose()
      this.#kept(write)
    }
    this.#unkept.clear()
    for (const { stream } of this.#sessions.values()) stream.dispose()
    this.#sessions.clear()
    await this.#owned.dispose()
  }

  #running(): Session[] {
    return [...this.#sessions.values()].filter(({ running }) => running)
  }

  #run(begin: () => Turn): StartedStream {
    if (this.#closing) throw new AppError('SHUTTING_DOWN')
    const turn = begin()
    const session = this.#session(turn)
    this.#sessions.set(session.started.streamId, session)
    session.settled = this.#answer(session, turn)
    return session.started
  }

  #session({ conversationId, questionId, answerId }: Turn): Session {
    const { clock, conversations } = this.#options
    const streamId = randomUUID()
    return {
      started: { streamId, conversationId, userMessageId: questionId, assistantMessageId: answerId },
      abort: new AbortController(),
      stream: new AnswerStream(clock, (events) => this.#events.fire({ streamId, events })),
      draft: new AnswerDraft(clock, (text, citations) =>
        this.#kept(() => conversations.keepProgress(answerId, text, citations)),
      ),
      running: true,
      settled: Promise.resolve(),
    }
  }

  async #answer(session: Session, { question, collectionId, history }: Turn): Promise<void> {
    const request = { question, collectionId, history: turnsOf(history) }
    try {
      for await (const event of this.#options.pipeline.answer(request, session.abort.signal)) {
        if (!session.running) return
        if (event.type === 'done') {
          this.#complete(session, event.answer)
          return
        }
        session.draft.take(event)
        session.stream.push(event)
      }
      this.#fail(session, new AppError('INTERNAL'))
    } catch (error) {
      this.#fail(session, toAppError(error))
    }
  }

  #complete(session: Session, answer: Answer): void {
    const { conversationId, assistantMessageId } = session.started
    this.#close(session)
    const { conversations } = this.#options
    // Kept before it is told: who reads the message on `done` finds it complete.
    this.#keepEnding(assistantMessageId, () =>
      conversations.complete(conversationId, assistantMessageId, answer),
    )
    session.stream.push({ type: 'done', answer })
    session.stream.flush()
  }

  #fail(session: Session, failure: AppError): void {
    if (!session.running) return
    const { code, message } = failure
    if (code === 'CANCELLED') this.#stop(session)
    else this.#end(session, { state: 'failed', content: session.draft.text, error: { code, message } })
  }

  #stop(session: Session): void {
    this.#end(session, { state: 'stopped', content: session.draft.text, error: null })
    session.abort.abort(new AppError('CANCELLED'))
  }

  #end(session: Session, ending: Ending): void {
    const { streamId, conversationId, assistantMessageId } = session.started
    // The sources that were shown stay with what was written.
    session.draft.keep()
    this.#close(session)
    this.#keepEnding(assistantMessageId, () =>
      this.#options.conversations.end(conversationId, assistantMessageId, ending),
    )
    session.stream.flush()
    this.#ended.fire({ streamId, conversationId })
  }

  #close(session: Session): void {
    session.running = false
    session.draft.dispose()
    const { streamId } = session.started
    this.#options.clock.after(REPLAY_MS, () => this.#sessions.delete(streamId))
  }

  /** Until it is written, or the app ends. */
  #keepEnding(messageId: string, write: () => void, pause = FIRST_RETRY_MS): void {
    this.#unkept.delete(messageId)
    if (this.#kept(write)) return
    const timer = this.#options.clock.after(pause, () =>
      this.#keepEnding(messageId, write, Math.min(2 * pause, LONGEST_RETRY_MS)),
    )
    this.#unkept.set(messageId, { write, timer })
  }

  /** False where it could not be written. A full disk must not take the answer from the screen as well. */
  #kept(write: () => void): boolean {
    try {
      write()
      return true
    } catch (error) {
      this.#options.log.error({ code: toAppError(error).code, err: error }, 'answer not kept')
      return false
    }
  }
}

/** Without the markers, which number the passages of another question. */
function turnsOf(history: Turn['history']): ChatTurn[] {
  return history
    .map(({ role, content }) => ({ role, content: content.replace(/\s*\[\d{1,3}\]/g, '').trim() }))
    .filter(({ content }) => content !== '')
}
