import { beforeEach, describe, expect, it } from 'vitest'
import { ConversationStore } from '../../../src-main/chat/index.ts'
import { titleFrom } from '../../../src-main/chat/title.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { Answer } from '../../../src-shared/schemas/chat.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

let database: Database
let clock: ManualClock
let conversations: ConversationStore

beforeEach(() => {
  database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
  clock = new ManualClock()
  conversations = new ConversationStore({ database, clock })
})

const citation = {
  ...{
    n: 1,
    documentId: 'd',
    title: 'Signals',
    path: '/d.pdf',
    page: 2,
    start: 0,
    end: 9,
    quote: 'five\nstrokes',
    score: 1,
  },
}

function conversation(question: string, answer: string): string {
  clock.advance(1)
  const turn = conversations.begin({ conversationId: null, collectionId: null, parentId: null, question })
  const complete: Answer = {
    ...{ answer, mode: 'extractive', citations: [citation], cached: false, similarity: null },
    ...{ degradations: [], model: null, timings: {}, traceId: 't' },
  }
  conversations.complete(turn.conversationId, turn.answerId, complete)
  return turn.conversationId
}
const found = (search: string) => conversations.list({ search, offset: 0, limit: 10 }).items

describe('the list', () => {
  it('is newest first, in pages, with the total', () => {
    const ids = ['a', 'b', 'c'].map((name) => conversation(`${name}?`, name))
    expect(conversations.list({ search: '', offset: 1, limit: 1 })).toMatchObject({
      items: [{ id: ids[1] }],
      total: 3,
    })
  })

  it('finds words of messages, with the passage, and the last as a beginning', () => {
    const id = conversation('Who rings it?', 'The warden of Windlass rings the bell by hand.')
    conversation('Bread?', 'Four loaves.')
    expect(found('bell windl')).toMatchObject([
      { id, snippet: expect.stringContaining('Windlass rings the bell') },
    ])
    expect(found('bell loaves')).toEqual([])
  })

  it('finds words of titles, a name given later too', () => {
    const id = conversation('Who rings it?', 'Nobody.')
    conversations.rename(id, 'Café of 100% bells')
    expect(found('100% bell')).toMatchObject([{ id, title: 'Café of 100% bells' }])
    expect(found('%').length).toBeLessThanOrEqual(1)
  })

  it('finds scripts without spaces, and takes whatever is typed', () => {
    const id = conversation('鐘は?', '霧の日に五回鳴らされる。')
    expect(found('五回')).toMatchObject([{ id }])
    for (const typed of ['"', '*', 'a"b', "'; DROP TABLE message", 'NEAR(', '\\'])
      expect(() => found(typed)).not.toThrow()
  })
})

it('removes a conversation of thousands of messages, and its words from the search', () => {
  const id = conversation('First?', 'zebra')
  let parentId = conversations.get(id).messages.at(-1)?.id ?? null
  for (let turn = 0; turn < 1_500; turn++) {
    parentId = conversations.begin({
      conversationId: id,
      collectionId: null,
      parentId,
      question: `q ${turn}`,
    }).answerId
  }
  conversations.remove(id)
  expect(database.prepare('SELECT count(*) AS n FROM message').get()).toMatchObject({ n: 0 })
  expect(found('zebra')).toEqual([])
  database.exec("INSERT INTO message_fts (message_fts) VALUES ('integrity-check')")
})

it('writes Markdown with the sources, under a name that every system takes', () => {
  const id = conversation('Who rings it?', 'The warden [1].')
  conversations.rename(id, 'a/b: <c>?')
  const { fileName, markdown } = conversations.toMarkdown(id)
  expect(fileName).toBe('a b c.md')
  expect(markdown).toContain('## Who rings it?\n\nThe warden [1].')
  expect(markdown).toContain('- [1] **Signals**, page 2: “five strokes” (`/d.pdf`)')
})

describe('a title', () => {
  it('is the question on one line, cut at a word', () => {
    expect(titleFrom('Who\nrings it?')).toBe('Who rings it')
    const long = titleFrom(`What happens ${'very '.repeat(30)}often?`)
    expect(long.length).toBeLessThanOrEqual(61)
    expect(long).toMatch(/very…$/)
    expect(titleFrom('???')).toBe('???')
  })
})

describe('an answer of before', () => {
  const cachedFrom = {
    entryId: 3,
    question: 'Who rings?',
    at: 5,
    kind: 'semantic',
    similarity: 0.95,
  } as const

  it('is kept as such, over a restart too', () => {
    const turn = conversations.begin({
      ...{ conversationId: null, collectionId: null, parentId: null, question: 'Who rings it?' },
    })
    conversations.complete(turn.conversationId, turn.answerId, {
      ...{
        answer: 'The warden.',
        mode: 'generated',
        citations: [],
        cached: true,
        similarity: 0.95,
        cachedFrom,
      },
      ...{ degradations: [], model: 'm', timings: {}, traceId: 't' },
    })
    const shown = (from: ConversationStore) =>
      from.get(turn.conversationId).messages.map((each) => each.cachedFrom)
    expect(shown(conversations)).toEqual([null, cachedFrom])
    expect(shown(new ConversationStore({ database, clock }))).toEqual([null, cachedFrom])
  })

  it('is not wanted by who asks again, also where that waits in line', () => {
    const first = conversations.begin(
      { ...{ conversationId: null, collectionId: null, parentId: null, question: 'Who rings it?' } },
      'waiting',
    )
    expect(first.isAgain).toBe(false)
    expect(conversations.beginWaiting(first.answerId, true).isAgain).toBe(false)
    const again = conversations.beginAgain(first.conversationId, first.answerId, 'waiting')
    expect(again.isAgain).toBe(true)
    expect(conversations.beginWaiting(again.answerId, true).isAgain).toBe(true)
  })
})
