import { randomUUID } from 'node:crypto'
import type { AskedQuestion, ChatLine, StartedStream } from '../../src-shared/ipc/chat-routes.ts'
import type { Events, SequencedAnswerEvent } from '../../src-shared/ipc/events.ts'
import type { Answer } from '../../src-shared/schemas/chat.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import { type Clock, delay } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import { AnswerDraft } from './answer-draft.ts'
import type { AnswerPipeline } from './answer-pipeline.ts'
import { type RunOptions, type Session, turnsOf } from './answer-session.ts'
import { AnswerStream } from './answer-stream.ts'
import type { ChatSessions, NewQuestion } from './chat-sessions.ts'
import type { ConversationStore, Turn } from './conversation-store.ts'
import { EndingKeeper } from './ending-keeper.ts'
import type { Ending } from './message-table.ts'
import { isModelOutage, type ModelAvailability } from './model-availability.ts'
import { type AttemptOutcome, WaitingLine } from './waiting-line.ts'

export interface ChatSessionsOptions {
  readonly pipeline: Pick<AnswerPipeline, 'answer'>
  readonly conversations: ConversationStore
  readonly availability: ModelAvailability
  readonly clock: Clock
  readonly log: Logger
}

/** A window that was reloaded has this long to join an answer that ended meanwhile. */
const REPLAY_MS = 60_000
/** How long the end of the app waits for pipelines to heed their signal; all text is kept before. */
const DISPOSE_MS = 2_000

/** Runs answers. What a person stops ends at once, whatever the model's server does about it. */
export class ChatSessionsService implements ChatSessions, Disposable {
  readonly #options: ChatSessionsOptions
  readonly #sessions = new Map<string, Session>()
  readonly #owned = new DisposableStore()
  readonly #events = new Emitter<Events['chat.events']>()
  readonly #ended = new Emitter<Events['chat.ended']>()
  readonly #started = new Emitter<StartedStream>()
  readonly #lineChanged = new Emitter<ChatLine>()
  readonly onEvents = this.#events.event
  readonly onEnded = this.#ended.event
  readonly onStarted = this.#started.event
  readonly onLine = this.#lineChanged.event
  readonly #line: WaitingLine
  readonly #endings: EndingKeeper
  #closing = false

  constructor(options: ChatSessionsOptions) {
    this.#options = options
    const { conversations, availability, clock, log } = options
    this.#endings = new EndingKeeper(clock, log)
    const line = { waiting: () => conversations.waiting(), onChanged: conversations.onChanged }
    const attempt = (messageId: string, mayQuote: boolean) => this.#attempt(messageId, mayQuote)
    this.#line = this.#owned.add(new WaitingLine({ line, availability, attempt, clock, log }))
    this.#owned.add(this.#line.onChange(() => this.#lineChanged.fire(this.line())))
    this.#owned.add(this.#endings.onChange(() => this.#lineChanged.fire(this.line())))
    this.#owned.add(
      options.conversations.onRemoved(({ conversationId }) => {
        for (const session of this.#running()) {
          if (session.started.conversationId === conversationId) this.#stop(session)
        }
      }),
    )
  }

  /** From now on those that wait are answered, those of an earlier run of the app too. */
  openLine(): void {
    this.#line.advance()
  }

  start(request: NewQuestion): StartedStream {
    return this.#run(() => this.#options.conversations.begin(request))
  }

  regenerate(conversationId: string, messageId: string): StartedStream {
    return this.#run(() => this.#options.conversations.beginAgain(conversationId, messageId))
  }

  startInLine(request: NewQuestion): AskedQuestion {
    return this.#join(() => this.#options.conversations.begin(request, 'waiting'))
  }

  regenerateInLine(conversationId: string, messageId: string): AskedQuestion {
    return this.#join(() => this.#options.conversations.beginAgain(conversationId, messageId, 'waiting'))
  }

  answerNow(messageId: string): StartedStream {
    const attempted = this.#attempted(messageId)
    if (attempted) this.#putBack(attempted, 'over')
    return this.#run(() => this.#options.conversations.beginWaiting(messageId, true), { mustQuote: true })
  }

  stopWaiting(messageId: string): void {
    const attempted = this.#attempted(messageId)
    if (attempted) this.#stop(attempted)
    else this.#options.conversations.stopWaiting(messageId)
  }

  keepNow(): ChatLine {
    this.#endings.keepNow()
    return this.line()
  }

  line(): ChatLine {
    return { waiting: this.#line.waiting, retryAt: this.#line.retryAt, unkept: this.#endings.unkept }
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
    for (const session of running) {
      if (session.inLine) this.#putBack(session, 'outage')
      else this.#stop(session)
    }
    await Promise.race([
      Promise.all(running.map(({ settled }) => settled)),
      delay(this.#options.clock, DISPOSE_MS),
    ])
    this.#endings.dispose()
    for (const { stream } of this.#sessions.values()) stream.dispose()
    this.#sessions.clear()
    await this.#owned.dispose()
  }

  #running(): Session[] {
    return [...this.#sessions.values()].filter(({ running }) => running)
  }

  /** Its turn may have come a moment before a person decided otherwise. */
  #attempted(messageId: string): Session | undefined {
    return this.#running().find(({ inLine, started }) => inLine && started.assistantMessageId === messageId)
  }

  #run(begin: () => Turn, options: RunOptions = {}): StartedStream {
    if (this.#closing) throw new AppError('SHUTTING_DOWN')
    const turn = begin()
    const session = this.#session(turn, options)
    this.#sessions.set(session.started.streamId, session)
    session.settled = this.#answer(session, turn, options)
    return session.started
  }

  /** The line hears of it as it is written: where its turn is now, its answer runs before this returns. */
  #join(begin: () => Turn): AskedQuestion {
    if (this.#closing) throw new AppError('SHUTTING_DOWN')
    const { conversationId, questionId, answerId } = begin()
    const running = this.active().find(({ assistantMessageId }) => assistantMessageId === answerId)
    return (
      running ?? {
        ...{ streamId: null, conversationId },
        ...{ userMessageId: questionId, assistantMessageId: answerId },
      }
    )
  }

  /** Of the line. */
  #attempt(messageId: string, mayQuote: boolean): Promise<AttemptOutcome> {
    return new Promise((over) => {
      try {
        const begin = () => this.#options.conversations.beginWaiting(messageId)
        this.#started.fire(this.#run(begin, { inLine: true, mustWrite: !mayQuote, over }))
      } catch (error) {
        const { code } = toAppError(error)
        this.#options.log.warn({ code, err: error }, 'a waiting question could not be begun')
        over(code === 'NOT_FOUND' ? 'over' : 'outage')
      }
    })
  }

  #session({ conversationId, questionId, answerId }: Turn, { inLine, over }: RunOptions): Session {
    const { clock, conversations } = this.#options
    const streamId = randomUUID()
    return {
      started: { streamId, conversationId, userMessageId: questionId, assistantMessageId: answerId },
      abort: new AbortController(),
      stream: new AnswerStream(clock, (events) => this.#events.fire({ streamId, events })),
      draft: new AnswerDraft(clock, (text, citations) =>
        this.#endings.attempt(() => conversations.keepProgress(answerId, text, citations)),
      ),
      inLine: inLine ?? false,
      over: over ?? (() => {}),
      hasBegun: false,
      running: true,
      settled: Promise.resolve(),
    }
  }

  async #answer(
    session: Session,
    { question, collectionId, history, isAgain }: Turn,
    { mustWrite = false, mustQuote = false }: RunOptions,
  ): Promise<void> {
    const request = {
      ...{ question, collectionId, history: turnsOf(history) },
      ...{ mustWrite, mustQuote, afresh: isAgain },
    }
    try {
      for await (const event of this.#options.pipeline.answer(request, session.abort.signal)) {
        if (!session.running) return
        if (event.type === 'done') {
          this.#complete(session, event.answer)
          return
        }
        if (event.type === 'delta') session.hasBegun = true
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
    this.#endings.keep(assistantMessageId, () =>
      conversations.complete(conversationId, assistantMessageId, answer),
    )
    session.stream.push({ type: 'done', answer })
    session.stream.flush()
    session.over('over')
  }

  #fail(session: Session, failure: AppError): void {
    if (!session.running) return
    const { code, message } = failure
    if (code === 'CANCELLED') this.#stop(session)
    else if (session.inLine && isModelOutage(code)) this.#putBack(session, this.#outcomeOf(session, code))
    else this.#end(session, { state: 'failed', content: session.draft.text, error: { code, message } })
  }

  /** A model that is there, and failed in the middle of an answer or over it, may do so again over this one. */
  #outcomeOf({ hasBegun }: Session, code: string): AttemptOutcome {
    const isItsOwn = (hasBegun || code === 'MODEL_FAILED') && this.#options.availability.isAvailable
    return isItsOwn ? 'broke' : 'outage'
  }

  #putBack(session: Session, outcome: AttemptOutcome): void {
    const { streamId, conversationId, assistantMessageId } = session.started
    this.#close(session)
    this.#endings.keep(assistantMessageId, () =>
      this.#options.conversations.waitAgain(conversationId, assistantMessageId),
    )
    session.stream.flush()
    this.#ended.fire({ streamId, conversationId })
    session.over(outcome)
    session.abort.abort(new AppError('CANCELLED'))
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
    this.#endings.keep(assistantMessageId, () =>
      this.#options.conversations.end(conversationId, assistantMessageId, ending),
    )
    session.stream.flush()
    this.#ended.fire({ streamId, conversationId })
    session.over('over')
  }

  #close(session: Session): void {
    session.running = false
    session.draft.dispose()
    const { streamId } = session.started
    this.#options.clock.after(REPLAY_MS, () => this.#sessions.delete(streamId))
  }
}
