import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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
class ScriptedPipeline implements Pick<AnswerPipeline, 'answer'> {
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

const open = () => new AppError('CIRCUIT_OPEN', { data: { breaker: 'engine', state: 'open' } })
const away = () => new AppError('MODEL_UNAVAILABLE')
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

let folder: string
let database: Database
let clock: ManualClock
let pipeline: ScriptedPipeline
let availability: ScriptedAvailability
let conversations: ConversationStore
let sessions: ChatSessionsService
let started: StartedStream[]

function begin(): void {
  database = openDatabase({ file: join(folder, 'alcove.db'), log: silentLog().scope('test') })
  conversations = new ConversationStore({ database, clock })
  sessions = new ChatSessionsService({
    ...{ pipeline, conversations, availability, clock, log: silentLog().scope('test') },
  })
  started = []
  sessions.onStarted((stream) => started.push(stream))
  sessions.openLine()
}

async function end(): Promise<void> {
  await sessions.dispose()
  await database.dispose()
}

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

const wait = (question: string) =>
  sessions.startInLine({ conversationId: null, collectionId: null, parentId: null, question })
const last = (conversationId: string) => conversations.get(conversationId).messages.at(-1)
const inLine = () => sessions.line().waiting.map(({ messageId }) => messageId)

describe('a question that waits', () => {
  it('is kept, and asked of nobody while the model is away', async () => {
    const asked = wait('One?')
    expect(asked.streamId).toBeNull()
    await settle()
    expect(last(asked.conversationId)).toMatchObject({ state: 'waiting', content: '' })
    expect(inLine()).toEqual([asked.assistantMessageId])
    expect(pipeline.requests).toEqual([])
  })

  it('is answered by the model alone when that is back, and its stream is told', async () => {
    const asked = wait('One?')
    availability.become(true)
    expect(started).toMatchObject([{ assistantMessageId: asked.assistantMessageId }])
    await settle()
    expect(last(asked.conversationId)).toMatchObject({
      state: 'complete',
      content: 'To One?',
      mode: 'generated',
    })
    expect(pipeline.requests).toMatchObject([{ mustWrite: true }])
    expect(inLine()).toEqual([])
  })

  it('is answered at once where the model is there', async () => {
    availability.isAvailable = true
    const asked = wait('One?')
    expect(asked.streamId).not.toBeNull()
    await settle()
    expect(last(asked.conversationId)?.state).toBe('complete')
  })

  it('is the probe when one is due', async () => {
    availability.nextTryMs = 12_000
    const asked = wait('One?')
    clock.advance(11_999)
    expect(pipeline.requests).toEqual([])
    availability.isAvailable = true
    clock.advance(1)
    await settle()
    expect(last(asked.conversationId)?.state).toBe('complete')
  })

  it('comes after those before it, of whatever conversation, one at a time', async () => {
    wait('One?')
    wait('Two?')
    wait('Three?')
    pipeline.outcomes.push('hang')
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['One?'])
    sessions.cancel(started[0]?.streamId ?? '')
    await settle()
    expect(pipeline.asked).toEqual(['One?', 'Two?', 'Three?'])
    expect(inLine()).toEqual([])
  })

  it('can be taken out of the line', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    sessions.stopWaiting(one.assistantMessageId)
    expect(last(one.conversationId)?.state).toBe('stopped')
    expect(() => sessions.stopWaiting(one.assistantMessageId)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['Two?'])
    expect(last(two.conversationId)?.state).toBe('complete')
  })

  it('can be answered now with quotations, and not once more when the model is back', async () => {
    const asked = wait('One?')
    sessions.answerNow(asked.assistantMessageId)
    await settle()
    expect(last(asked.conversationId)).toMatchObject({ state: 'complete', mode: 'extractive' })
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['One?'])
  })

  it('goes with its conversation', async () => {
    const { conversationId } = wait('One?')
    const two = wait('Two?')
    conversations.remove(conversationId)
    expect(inLine()).toEqual([two.assistantMessageId])
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['Two?'])
  })

  it('may be a version of an answer that was quoted', async () => {
    const quoted = sessions.start({
      ...{ conversationId: null, collectionId: null, parentId: null, question: 'One?' },
    })
    await settle()
    const again = sessions.regenerateInLine(quoted.conversationId, quoted.assistantMessageId)
    expect(last(quoted.conversationId)).toMatchObject({ id: again.assistantMessageId, state: 'waiting' })
    availability.become(true)
    await settle()
    expect(last(quoted.conversationId)).toMatchObject({ state: 'complete', mode: 'generated' })
    expect(last(quoted.conversationId)?.siblings).toEqual([
      quoted.assistantMessageId,
      again.assistantMessageId,
    ])
  })
})

describe('an attempt that the model fails', () => {
  it('puts the question back to its place, with nothing of what was written', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    pipeline.outcomes.push({ partly: 'It is', error: away() })
    availability.become(true)
    availability.isAvailable = false
    await settle()
    expect(last(one.conversationId)).toMatchObject({ state: 'waiting', content: '', error: null })
    expect(inLine()).toEqual([one.assistantMessageId, two.assistantMessageId])
    availability.become(true)
    clock.advance(1_000)
    await settle()
    expect(pipeline.asked).toEqual(['One?', 'One?', 'Two?'])
    expect(last(one.conversationId)).toMatchObject({ state: 'complete', content: 'To One?' })
    expect(last(two.conversationId)).toMatchObject({ state: 'complete', content: 'To Two?' })
  })

  it('is followed by longer and longer pauses while the model says that it is there', async () => {
    wait('One?')
    pipeline.outcomes.push(...Array.from({ length: 20 }, away))
    availability.become(true)
    await settle()
    const times: number[] = []
    for (let second = 1; second <= 70; second++) {
      const before = pipeline.requests.length
      clock.advance(1_000)
      await settle()
      if (pipeline.requests.length > before) times.push(second)
    }
    expect(times).toEqual([1, 3, 7, 15, 31, 61])
  })

  it('never answers twice however the model comes and goes', async () => {
    const asked = ['One?', 'Two?', 'Three?'].map(wait)
    pipeline.outcomes.push(open(), away(), 'answer', open(), away(), open(), 'answer')
    for (let turn = 0; turn < 40; turn++) {
      availability.become(turn % 2 === 0, turn % 2 === 0 ? null : 700)
      clock.advance(1_000)
      await settle()
    }
    for (const { conversationId } of asked) expect(last(conversationId)?.state).toBe('complete')
    expect(pipeline.asked.join(' ')).toBe('One? One? One? Two? Two? Two? Two? Three?')
    expect(inLine()).toEqual([])
  })

  it('over this question again and again lets it be quoted, for others wait behind it', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    const broken = () => ({ partly: 'It', error: new AppError('MODEL_FAILED') })
    pipeline.outcomes.push(broken(), broken(), broken())
    availability.become(true)
    for (let second = 0; second < 10; second++) {
      await settle()
      clock.advance(1_000)
    }
    expect(pipeline.requests.map(({ question, mustWrite }) => [question, mustWrite])).toEqual([
      ['One?', true],
      ['One?', true],
      ['One?', true],
      ['One?', false],
      ['Two?', true],
    ])
    expect(last(one.conversationId)).toMatchObject({ state: 'complete', mode: 'extractive' })
    expect(last(two.conversationId)?.mode).toBe('generated')
  })

  it('for another reason than the model ends it, and the next has its turn', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    pipeline.outcomes.push(new AppError('DATABASE_CORRUPT'))
    availability.become(true)
    await settle()
    expect(last(one.conversationId)).toMatchObject({ state: 'failed', error: { code: 'DATABASE_CORRUPT' } })
    expect(last(two.conversationId)?.state).toBe('complete')
  })
})

describe('the end of the app', () => {
  it('keeps the line in its order', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    await end()
    begin()
    expect(inLine()).toEqual([one.assistantMessageId, two.assistantMessageId])
    expect(last(one.conversationId)?.state).toBe('waiting')
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['One?', 'Two?'])
  })

  it('puts what was being written back, as a kill does', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    pipeline.outcomes.push('hang')
    availability.become(true)
    await settle()
    clock.advance(500)
    expect(last(one.conversationId)).toMatchObject({ state: 'streaming', content: 'So far' })
    availability.isAvailable = false
    // Another process that opens the file as the killed one left it.
    const file = join(folder, 'alcove.db')
    const other = openDatabase({ file, log: silentLog().scope('test') })
    const after = new ConversationStore({ database: other, clock })
    expect(after.get(one.conversationId).messages.at(-1)).toMatchObject({ state: 'waiting', content: '' })
    expect(after.waiting().map(({ messageId }) => messageId)).toEqual([
      one.assistantMessageId,
      two.assistantMessageId,
    ])
    await other.dispose()
    await end()
    begin()
    expect(inLine()).toEqual([one.assistantMessageId, two.assistantMessageId])
  })
})
