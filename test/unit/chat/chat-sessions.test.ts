import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { ChatSessionsService, ConversationStore } from '../../../src-main/chat/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { ChatLine } from '../../../src-shared/ipc/chat-routes.ts'
import type { SequencedAnswerEvent } from '../../../src-shared/ipc/events.ts'
import type { Answer, AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import { HeldPipeline, settle } from '../../fakes/held-pipeline.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { ScriptedAvailability } from '../../fakes/scripted-availability.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const answerOf = (text: string): Answer => ({
  ...{ answer: text, mode: 'generated', citations: [], cached: false, similarity: null },
  ...{ degradations: [], model: 'm', timings: { total: 1 }, traceId: 't' },
})

let database: Database
let clock: ManualClock
let pipeline: HeldPipeline
let conversations: ConversationStore
let sessions: ChatSessionsService
let events: { streamId: string; events: readonly SequencedAnswerEvent[] }[]
let ended: string[]

beforeEach(() => {
  database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
  clock = new ManualClock()
  pipeline = new HeldPipeline()
  conversations = new ConversationStore({ database, clock })
  sessions = new ChatSessionsService({
    ...{ pipeline, conversations, clock, log: silentLog().scope('test') },
    availability: new ScriptedAvailability(),
  })
  events = []
  ended = []
  sessions.onEvents((value) => events.push(value))
  sessions.onEnded(({ streamId }) => ended.push(streamId))
})
afterEach(async () => {
  const disposed = sessions.dispose()
  // The held pipeline heeds no signal: the end waits for it only so long.
  clock.advance(2_000)
  await disposed
})

const start = (question = 'Who rings the bell?', more: { conversationId?: string; parentId?: string } = {}) =>
  sessions.start({ conversationId: null, collectionId: null, parentId: null, question, ...more })
const delta = (text: string): AnswerEvent => ({ type: 'delta', text })
const sent = () => events.flatMap((batch) => batch.events)

it('a question may be answered from before; one that is asked again is written afresh', async () => {
  const question = { conversationId: null, collectionId: null, parentId: null, question: 'Who rings it?' }
  const { conversationId, assistantMessageId } = sessions.start(question)
  await pipeline.give(0, { type: 'done', answer: answerOf('The warden.') })
  sessions.regenerate(conversationId, assistantMessageId)
  await settle()
  expect(pipeline.requests.map(({ afresh }) => afresh)).toEqual([false, true])
})

describe('an answer', () => {
  it('is kept with its question before the first word', () => {
    const { conversationId, assistantMessageId } = start()
    const { title, messages } = conversations.get(conversationId)
    expect(title).toBe('Who rings the bell')
    expect(messages).toMatchObject([
      { role: 'user', content: 'Who rings the bell?', state: 'complete' },
      { id: assistantMessageId, role: 'assistant', content: '', state: 'streaming' },
    ])
  })

  it('goes out in frames, numbered without a gap, text of a frame as one', async () => {
    start()
    await settle()
    await pipeline.give(0, { type: 'sources', citations: [] }, delta('The '), delta('warden'))
    expect(events).toEqual([])
    clock.advance(16)
    await pipeline.give(0, delta('.'), { type: 'done', answer: answerOf('The warden.') })
    expect(sent().map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3])
    expect(sent().map(({ event }) => event)).toMatchObject([
      { type: 'sources' },
      delta('The warden'),
      delta('.'),
      { type: 'done' },
    ])
    expect(ended).toEqual([])
  })

  it('is kept in the end though the database is held by another program when it is complete', async () => {
    const { conversationId, assistantMessageId } = start()
    const lines: ChatLine[] = []
    sessions.onLine((line) => lines.push(line))
    await settle()
    const complete = conversations.complete.bind(conversations)
    conversations.complete = () => {
      throw new AppError('DATABASE_BUSY')
    }
    await pipeline.give(0, { type: 'done', answer: answerOf('The warden.') })
    expect(sent().at(-1)?.event.type).toBe('done')
    clock.advance(2_000)
    const unkept = { messageId: assistantMessageId, code: 'DATABASE_BUSY' }
    expect(sessions.line().unkept).toMatchObject([unkept])
    expect(lines.at(-1)?.unkept).toMatchObject([unkept])
    conversations.complete = complete
    clock.advance(2_000)
    expect(sessions.line().unkept).toEqual([])
    expect(lines.at(-1)?.unkept).toEqual([])
    expect(conversations.get(conversationId).messages.at(-1)).toMatchObject({
      state: 'complete',
      content: 'The warden.',
    })
  })

  it('is kept every half second while it is written, and wholly before it is told', async () => {
    const { conversationId } = start()
    await settle()
    await pipeline.give(0, delta('The war'))
    const content = () => conversations.get(conversationId).messages[1]
    expect(content()?.content).toBe('')
    clock.advance(500)
    expect(content()).toMatchObject({ content: 'The war', state: 'streaming' })
    let onDone: unknown
    sessions.onEvents(() => {
      onDone = content()
    })
    await pipeline.give(0, { type: 'done', answer: answerOf('The warden.') })
    expect(onDone).toMatchObject({
      content: 'The warden.',
      state: 'complete',
      mode: 'generated',
      model: 'm',
      traceId: 't',
    })
  })

  it('drops what was withdrawn', async () => {
    const { conversationId } = start()
    await settle()
    await pipeline.give(0, delta('Wrong'), { type: 'restart', reason: 'chat_model_failed' }, delta('Right'))
    clock.advance(500)
    expect(conversations.get(conversationId).messages[1]?.content).toBe('Right')
  })

  it('stops at once and keeps what was written, although the pipeline does not heed it', async () => {
    const { streamId, conversationId } = start()
    await settle()
    await pipeline.give(0, delta('The war'))
    sessions.cancel(streamId)
    expect(conversations.get(conversationId).messages[1]).toMatchObject({
      content: 'The war',
      state: 'stopped',
    })
    expect(ended).toEqual([streamId])
    expect(pipeline.signals[0]?.aborted).toBe(true)
    await pipeline.give(0, delta('den'))
    sessions.cancel(streamId)
    expect(conversations.get(conversationId).messages[1]?.content).toBe('The war')
    expect(ended).toHaveLength(1)
  })

  it('that fails says why', async () => {
    const { conversationId, streamId } = start()
    await settle()
    await pipeline.give(0, delta('The'), new AppError('DATABASE_BUSY'))
    expect(conversations.get(conversationId).messages[1]).toMatchObject({
      state: 'failed',
      content: 'The',
      error: { code: 'DATABASE_BUSY' },
    })
    expect(ended).toEqual([streamId])
  })

  it('can be joined again: nothing twice, nothing missing', async () => {
    const { streamId } = start()
    await settle()
    await pipeline.give(0, delta('a'))
    clock.advance(16)
    await pipeline.give(0, delta('b'))
    expect(sessions.attach(streamId, 0)).toEqual({
      running: true,
      events: [{ sequence: 1, event: delta('b') }],
    })
    await pipeline.give(0, { type: 'done', answer: answerOf('ab') })
    expect(sessions.attach(streamId, -1).events.map(({ sequence }) => sequence)).toEqual([0, 1, 2])
    expect(sessions.attach(streamId, -1).running).toBe(false)
    clock.advance(60_000)
    expect(() => sessions.attach(streamId, -1)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('runs beside others', async () => {
    const one = start('One?')
    const two = start('Two?')
    expect(sessions.active()).toEqual([one, two])
    await settle()
    await pipeline.give(1, { type: 'done', answer: answerOf('2') })
    expect(sessions.active()).toEqual([one])
  })
})

describe('a conversation', () => {
  it('hands the way to the root on as history, without markers', async () => {
    const first = start('One?')
    await settle()
    await pipeline.give(0, { type: 'done', answer: answerOf('First [1].') })
    start('Two?', { conversationId: first.conversationId, parentId: first.assistantMessageId })
    await settle()
    expect(pipeline.requests[1]?.history).toEqual([
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: 'First.' },
    ])
  })

  it('keeps every version: asked again, edited, and chosen', async () => {
    const first = start('One?')
    await settle()
    await pipeline.give(0, { type: 'done', answer: answerOf('First') })
    const again = sessions.regenerate(first.conversationId, first.assistantMessageId)
    expect(again.userMessageId).toBe(first.userMessageId)
    const edited = start('Uno?', { conversationId: first.conversationId })
    const { messages } = conversations.get(first.conversationId)
    expect(messages.map(({ id }) => id)).toEqual([edited.userMessageId, edited.assistantMessageId])
    expect(messages[0]?.siblings).toEqual([first.userMessageId, edited.userMessageId])
    const back = conversations.selectVersion(first.conversationId, first.userMessageId)
    expect(back.messages.map(({ id }) => id)).toEqual([first.userMessageId, again.assistantMessageId])
    expect(back.messages[1]?.siblings).toEqual([first.assistantMessageId, again.assistantMessageId])
  })

  it('that is removed ends its answers', () => {
    const { conversationId, streamId } = start()
    conversations.remove(conversationId)
    expect(ended).toEqual([streamId])
    expect(() => conversations.get(conversationId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('refuses what is not there, and leaves nothing behind', () => {
    expect(() => start('?', { conversationId: 'nowhere' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    expect(() => start('?', { parentId: 'nowhere' })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(conversations.list({ search: '', offset: 0, limit: 9 }).total).toBe(0)
  })
})

it('stops what was being written when the process died', () => {
  const { conversationId } = start()
  const after = new ConversationStore({ database, clock })
  expect(after.get(conversationId).messages[1]).toMatchObject({
    state: 'stopped',
    error: { message: 'Alcove ended in the middle of this answer.' },
  })
})

it('keeps what was written when the app ends, and begins nothing more', async () => {
  const { conversationId } = start()
  await settle()
  await pipeline.give(0, delta('The war'))
  const disposed = sessions.dispose()
  expect(conversations.get(conversationId).messages[1]).toMatchObject({
    content: 'The war',
    state: 'stopped',
  })
  expect(() => start()).toThrow(expect.objectContaining({ code: 'SHUTTING_DOWN' }))
  clock.advance(2_000)
  await disposed
})
