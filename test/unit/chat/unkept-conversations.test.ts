import { beforeEach, describe, expect, it } from 'vitest'
import type { NewQuestion } from '../../../src-main/chat/chat-sessions.ts'
import { ConversationStore } from '../../../src-main/chat/index.ts'
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
beforeEach(() => {
  database.exec(`INSERT INTO collection (id, name, created_at) VALUES ('harbour', 'Harbour', 1)`)
})

const newQuestion = (question: string, more: Partial<NewQuestion> = {}): NewQuestion => ({
  ...{ conversationId: null, collectionId: null, parentId: null, question, ...more },
})
async function ask(question: string, more: Partial<NewQuestion> = {}) {
  const started = sessions.start(newQuestion(question, more))
  await settle()
  return started
}
/** As a start of the app reads it. */
const kept = (conversationId: string) => new ConversationStore({ database, clock }).get(conversationId)
const notFound = expect.objectContaining({ code: 'NOT_FOUND' })

describe('a question about a collection that is removed before it could be kept', () => {
  it('is kept as one about all documents', async () => {
    fillDisk(database)
    const { conversationId } = await ask(long('Who rings?'), { collectionId: 'harbour' })
    makeRoom(database)
    database.exec(`DELETE FROM collection WHERE id = 'harbour'`)
    expect(sessions.keepNow().unkept).toEqual([])
    expect(kept(conversationId)).toMatchObject({
      collectionId: null,
      messages: [{ role: 'user' }, { state: 'complete' }],
    })
  })

  it('is read so before it is kept, and asked again so', async () => {
    fillDisk(database)
    const { conversationId, assistantMessageId } = await ask(long('Who?'), { collectionId: 'harbour' })
    expect(conversations.get(conversationId).collectionId).toBe('harbour')
    database.exec(`DELETE FROM collection WHERE id = 'harbour'`)
    expect(conversations.get(conversationId).collectionId).toBeNull()
    const list = conversations.list({ search: '', offset: 0, limit: 10 })
    expect(list.items).toMatchObject([{ collectionId: null }])
    sessions.regenerate(conversationId, assistantMessageId)
    await settle()
    expect(pipeline.requests.map(({ collectionId }) => collectionId)).toEqual(['harbour', null])
  })

  it('is kept where its conversation had been', async () => {
    const { conversationId, assistantMessageId: parentId } = await ask('Who?', { collectionId: 'harbour' })
    fillDisk(database)
    await ask(long('And when?'), { conversationId, parentId, collectionId: 'harbour' })
    makeRoom(database)
    database.exec(`DELETE FROM collection WHERE id = 'harbour'`)
    expect(sessions.keepNow().unkept).toEqual([])
    expect(kept(conversationId)).toMatchObject({ collectionId: null, messages: { length: 4 } })
  })
})

describe('a conversation that the database never takes', () => {
  let first: Awaited<ReturnType<typeof ask>>

  beforeEach(async () => {
    fillDisk(database)
    first = await ask(long('Broken?'))
    makeRoom(database)
    database.exec(`CREATE TRIGGER never BEFORE INSERT ON conversation WHEN new.title LIKE 'Broken%'
      BEGIN SELECT raise(ABORT, 'never'); END`)
    sessions.keepNow()
  })

  it('keeps no other question from being asked and kept, and is said not to be kept', async () => {
    const second = await ask('Who rings the bell?')
    expect(kept(second.conversationId).messages.at(-1)).toMatchObject({ state: 'complete' })
    expect(sessions.line().unkept).toMatchObject([{ messageId: first.assistantMessageId, code: 'INTERNAL' }])
    expect(conversations.get(first.conversationId).messages.at(-1)).toMatchObject({ state: 'complete' })
  })

  it('keeps no other that is held from being kept', async () => {
    fillDisk(database)
    const second = await ask(long('Who rings the bell?'))
    expect(sessions.line().unkept).toHaveLength(2)
    makeRoom(database)
    expect(sessions.keepNow().unkept).toMatchObject([{ messageId: first.assistantMessageId }])
    expect(kept(second.conversationId).messages).toHaveLength(2)
  })

  it('goes on in memory, and is kept whole once the database takes it', async () => {
    const { conversationId, assistantMessageId: parentId } = first
    await ask('And when?', { conversationId, parentId })
    expect(pipeline.requests.at(-1)?.history.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(sessions.line().unkept).toHaveLength(2)
    database.exec('DROP TRIGGER never')
    expect(sessions.keepNow().unkept).toEqual([])
    expect(kept(conversationId).messages.map(({ state }) => state)).toEqual(Array(4).fill('complete'))
  })

  it('keeps no question out of the line, nor one in it from its turn; its own cannot join', async () => {
    const { conversationId, assistantMessageId: parentId } = first
    availability.isAvailable = false
    const waits = sessions.startInLine(newQuestion('Who waits?'))
    expect(() => sessions.startInLine(newQuestion('And I?', { conversationId, parentId }))).toThrow()
    expect(sessions.line().waiting.map(({ messageId }) => messageId)).toEqual([waits.assistantMessageId])
    availability.become(true)
    await settle()
    expect(kept(waits.conversationId).messages.at(-1)).toMatchObject({ state: 'complete' })
    expect(rowsOf('waiting_answer')).toBe(0)
  })
})

it('one for which there is still no room keeps no smaller one from being kept', async () => {
  fillDisk(database)
  const large = await ask(`Who? ${'x'.repeat(400_000)}`)
  const { n: pages } = database
    .prepare<{ n: number }>('SELECT page_count AS n FROM pragma_page_count')
    .get() ?? {
    n: 0,
  }
  // 80 kB of the 400 that it needs.
  database.exec(`PRAGMA max_page_count = ${pages + 20}`)
  const small = await ask('And when?')
  expect(kept(small.conversationId).messages).toHaveLength(2)
  expect(sessions.line().unkept).toMatchObject([{ messageId: large.assistantMessageId, code: 'DISK_FULL' }])
})

it('what is held of a conversation that has left the database goes with it', async () => {
  const { conversationId, assistantMessageId: parentId } = await ask('Who rings the bell?')
  fillDisk(database)
  await ask(long('And when?'), { conversationId, parentId })
  database.exec('DELETE FROM conversation')
  makeRoom(database)
  expect(sessions.keepNow().unkept).toEqual([])
  expect(() => conversations.get(conversationId)).toThrow(notFound)
  expect(rowsOf('message')).toBe(0)
})

it('an answer in line whose conversation is removed while it is written leaves the line, and nothing is held', async () => {
  availability.isAvailable = false
  const { conversationId } = sessions.startInLine(newQuestion('Hang?'))
  const next = sessions.startInLine(newQuestion('Who rings the bell?'))
  availability.become(true)
  await settle()
  database.exec(`CREATE TRIGGER full BEFORE UPDATE ON message BEGIN SELECT raise(FAIL, 'full'); END`)
  conversations.remove(conversationId)
  database.exec('DROP TRIGGER full')
  expect(sessions.keepNow().unkept).toEqual([])
  clock.advance(1_000)
  await settle()
  expect(kept(next.conversationId).messages.at(-1)).toMatchObject({ state: 'complete' })
  expect(rowsOf('waiting_answer')).toBe(0)
})
