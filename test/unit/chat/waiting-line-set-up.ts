import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { AnswerPipeline, AnswerRequest } from '../../../src-main/chat/index.ts'
import { ChatSessionsService, ConversationStore } from '../../../src-main/chat/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { StartedStream } from '../../../src-shared/ipc/chat-routes.ts'
import type { Answer, AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { ScriptedAvailability } from '../../fakes/scripted-availability.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const answerOf = (text: string, mode: Answer['mode'] = 'generated'): Answer => ({
  ...{ answer: text, mode, citations: [], cached: false, similarity: null },
  ...{ degradations: [], model: 'm', timings: { total: 1 }, traceId: 't' },
})

type Outcome = 'answer' | 'hang' | AppError | { readonly partly: string; readonly error: AppError }

/** Answers each question as the test says, in turn; by default it answers. */
export class ScriptedPipeline implements Pick<AnswerPipeline, 'answer'> {
  readonly requests: AnswerRequest[] = []
  readonly outcomes: Outcome[] = []

  async *answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent> {
    this.requests.push(request)
    const outcome = this.outcomes.shift() ?? 'answer'
    if (outcome === 'hang') {
      yield { type: 'delta', text: 'So far' }
      await new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(new AppError('CANCELLED')), { once: true }),
      )
    }
    if (outcome instanceof AppError) throw outcome
    if (typeof outcome === 'object') {
      yield { type: 'delta', text: outcome.partly }
      throw outcome.error
    }
    const mode = request.mustWrite ? 'generated' : 'extractive'
    yield { type: 'done', answer: answerOf(`To ${request.question}`, mode) }
  }

  get asked(): string[] {
    return this.requests.map(({ question }) => question)
  }
}

export const open = () => new AppError('CIRCUIT_OPEN', { data: { breaker: 'engine', state: 'open' } })
export const away = () => new AppError('MODEL_UNAVAILABLE')
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

export let folder: string
export let database: Database
export let clock: ManualClock
export let pipeline: ScriptedPipeline
export let availability: ScriptedAvailability
export let conversations: ConversationStore
export let sessions: ChatSessionsService
export let started: StartedStream[]

/** The app, on the file as it was left. */
export function begin(): void {
  database = openDatabase({ file: join(folder, 'alcove.db'), log: silentLog().scope('test') })
  conversations = new ConversationStore({ database, clock })
  sessions = new ChatSessionsService({
    ...{ pipeline, conversations, availability, clock, log: silentLog().scope('test') },
  })
  started = []
  sessions.onStarted((stream) => started.push(stream))
  sessions.openLine()
}

export async function end(): Promise<void> {
  await sessions.dispose()
  await database.dispose()
}

/** A line whose model is away, in a file of its own, before each test. */
export function prepare(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'alcove-line-'))
    clock = new ManualClock()
    pipeline = new ScriptedPipeline()
    availability = new ScriptedAvailability()
    availability.isAvailable = false
    begin()
  })
  afterEach(async () => {
    await end()
    rmSync(folder, { recursive: true })
  })
}

export const wait = (question: string) =>
  sessions.startInLine({ conversationId: null, collectionId: null, parentId: null, question })
export const last = (conversationId: string) => conversations.get(conversationId).messages.at(-1)
export const inLine = () => sessions.line().waiting.map(({ messageId }) => messageId)
