import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ChatSessionsService, ConversationStore } from '../../../src-main/chat/index.ts'
import { UnkeptRows } from '../../../src-main/chat/unkept-rows.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import {
  availability,
  clock,
  conversations,
  database,
  fillDisk,
  long,
  makeRoom,
  pipeline,
  rowsOf,
  sessions,
  settle,
  withSessions,
} from './full-disk-set-up.ts'

withSessions()

const start = (question: string, more: { conversationId?: string; parentId?: string } = {}) =>
  sessions.start({ conversationId: null, collectionId: null, parentId: null, question, ...more })
const last = (conversationId: string) => conversations.get(conversationId).messages.at(-1)

describe('on a full disk a question', () => {
  it('is answered and shown, and said not to be kept until there is room', async () => {
    fillDisk(database)
    const { conversationId, assistantMessageId } = start(long('Who rings the bell?'))
    await settle()
    expect(rowsOf('message')).toBe(0)
    expect(last(conversationId)).toMatchObject({
      state: 'complete',
      content: expect.stringContaining('To Who'),
    })
    expect(sessions.line().unkept).toMatchObject([{ messageId: assistantMessageId, code: 'DISK_FULL' }])
    const list = conversations.list({ search: '', offset: 0, limit: 10 })
    expect(list).toMatchObject({ total: 1, items: [{ id: conversationId }] })

    makeRoom(database)
    clock.advance(15_000)
    expect(sessions.line().unkept).toEqual([])
    expect(rowsOf('message')).toBe(2)
    const again = new ConversationStore({ database, clock })
    expect(again.get(conversationId).messages).toMatchObject([
      { role: 'user', state: 'complete' },
      { id: assistantMessageId, state: 'complete', mode: 'generated' },
    ])
    expect(again.list({ search: '', offset: 0, limit: 10 }).total).toBe(1)
  })

  it('that follows one which is not kept has it as its history, and both are kept in their order', async () => {
    fillDisk(database)
    const first = start(long('Who rings the bell?'))
    await settle()
    const { conversationId, assistantMessageId: parentId } = first
    const second = start(long('And when?'), { conversationId, parentId })
    await settle()
    expect(pipeline.requests[1]?.history.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(sessions.line().unkept).toHaveLength(2)
    makeRoom(database)
    expect(sessions.keepNow().unkept).toEqual([])
    const again = new ConversationStore({ database, clock })
    expect(again.get(conversationId).messages.map(({ id }) => id)).toEqual([
      first.userMessageId,
      first.assistantMessageId,
      second.userMessageId,
      second.assistantMessageId,
    ])
  })

  it('in a conversation that is kept goes on there, and its version is chosen', async () => {
    const first = start('Who rings the bell?')
    await settle()
    fillDisk(database)
    const { conversationId, assistantMessageId: parentId } = first
    const second = start(long('And when?'), { conversationId, parentId })
    await settle()
    expect(last(conversationId)?.id).toBe(second.assistantMessageId)
    makeRoom(database)
    sessions.keepNow()
    expect(new ConversationStore({ database, clock }).get(conversationId).messages).toHaveLength(4)
  })

  it('that is stopped keeps what was written and its sources', async () => {
    fillDisk(database)
    // A short one may still find room: what follows one that is held does not.
    const { conversationId, assistantMessageId: parentId } = start(long('Who?'))
    await settle()
    const { streamId } = start('Hang?', { conversationId, parentId })
    await settle()
    sessions.cancel(streamId)
    const stopped = { state: 'stopped', content: 'So far', citations: [{ n: 1 }] }
    expect(last(conversationId)).toMatchObject(stopped)
    makeRoom(database)
    sessions.keepNow()
    expect(new ConversationStore({ database, clock }).get(conversationId).messages.at(-1)).toMatchObject(
      stopped,
    )
  })

  it('whose conversation is removed is forgotten', async () => {
    fillDisk(database)
    const { conversationId } = start(long('Who rings the bell?'))
    await settle()
    conversations.remove(conversationId)
    expect(() => conversations.get(conversationId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    makeRoom(database)
    sessions.keepNow()
    expect(rowsOf('conversation')).toBe(0)
  })

  it('that would wait is refused, for a line that a kill ends is none', () => {
    fillDisk(database)
    availability.isAvailable = false
    const request = { conversationId: null, collectionId: null, parentId: null, question: long('Who?') }
    expect(() => sessions.startInLine(request)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
  })

  it('that follows what is not there is refused, and leaves nothing behind', () => {
    fillDisk(database)
    expect(() => start(long('Who?'), { parentId: 'nowhere' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    expect(conversations.list({ search: '', offset: 0, limit: 10 }).total).toBe(0)
  })
})

it('while another program holds the database a question is answered too, and kept after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-held-'))
  const file = join(folder, 'alcove.db')
  const log = silentLog().scope('test')
  const held = openDatabase({ file, log })
  const other = openDatabase({ file, log })
  const store = new ConversationStore({ database: held, clock })
  const service = new ChatSessionsService({ pipeline, conversations: store, availability, clock, log })
  other.exec('BEGIN IMMEDIATE')
  const { conversationId, assistantMessageId } = service.start({
    ...{ conversationId: null, collectionId: null, parentId: null, question: 'Who?' },
  })
  await settle()
  expect(store.get(conversationId).messages.at(-1)).toMatchObject({ state: 'complete', content: 'To Who?' })
  expect(service.line().unkept).toMatchObject([{ messageId: assistantMessageId, code: 'DATABASE_BUSY' }])
  other.exec('ROLLBACK')
  expect(service.keepNow().unkept).toEqual([])
  await service.dispose()
  await held.dispose()
  await other.dispose()
  rmSync(folder, { recursive: true })
})

it('an answer whose end finds no room is read as complete, and kept when there is some', async () => {
  const { conversationId, assistantMessageId } = start('Hold?')
  await settle()
  // What SQLite does when a write finds no room.
  database.exec(`CREATE TRIGGER full BEFORE UPDATE ON message BEGIN SELECT raise(FAIL, 'full'); END`)
  pipeline.release()
  await settle()
  const shown = { state: 'complete', content: 'To Hold?', mode: 'generated' }
  expect(last(conversationId)).toMatchObject(shown)
  expect(sessions.keepNow().unkept).toMatchObject([{ messageId: assistantMessageId }])
  start('And who hears it?', { conversationId, parentId: assistantMessageId })
  await settle()
  expect(pipeline.requests[1]?.history.at(-1)?.content).toBe('To Hold?')
  database.exec('DROP TRIGGER full')
  expect(sessions.keepNow().unkept).toEqual([])
  const again = new ConversationStore({ database, clock })
  expect(again.get(conversationId).messages[1]).toMatchObject(shown)
})

it('what could not be held whole is not held in part', () => {
  const unkept = new UnkeptRows()
  const row = { id: 'k', title: 'T', collectionId: null, leafId: null, createdAt: 0, updatedAt: 0 }
  const failing = () =>
    unkept.instead(() => {
      unkept.put({ ...row, isNew: true })
      throw new Error('no parent')
    })
  expect(failing).toThrow('no parent')
  expect(unkept).toMatchObject({ isEmpty: true, isRecording: false })
})

it('an attempt of the line that the full disk does not let begin keeps its place', async () => {
  availability.isAvailable = false
  const asked = sessions.startInLine({
    ...{ conversationId: null, collectionId: null, parentId: null, question: 'Who?' },
  })
  database.exec('PRAGMA query_only = ON')
  availability.become(true)
  await settle()
  expect(pipeline.requests).toEqual([])
  expect(sessions.line().waiting).toHaveLength(1)
  database.exec('PRAGMA query_only = OFF')
  clock.advance(1_000)
  await settle()
  expect(last(asked.conversationId)?.state).toBe('complete')
})
