import { beforeEach, expect, it } from 'vitest'
import { ConversationStore } from '../../../src-main/chat/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { Answer } from '../../../src-shared/schemas/chat.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

let database: Database
let conversations: ConversationStore

beforeEach(() => {
  database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
  conversations = new ConversationStore({ database, clock: new ManualClock() })
})

const trace = (id: string, question: string) =>
  database
    .prepare('INSERT INTO trace (id, created_at, data) VALUES (?, 1, ?)')
    .run(id, JSON.stringify({ question }))
const traces = () =>
  database
    .prepare<{ id: string }>('SELECT id FROM trace ORDER BY id')
    .all()
    .map(({ id }) => id)

function ask(question: string, traceId: string): string {
  const turn = conversations.begin({ conversationId: null, collectionId: null, parentId: null, question })
  const answer: Answer = {
    ...{ answer: 'A', mode: 'generated', citations: [], cached: false, similarity: null },
    ...{ degradations: [], model: 'm', timings: {}, traceId },
  }
  conversations.complete(turn.conversationId, turn.answerId, answer)
  trace(traceId, question)
  return turn.conversationId
}

it('what the traces tell of a conversation goes with it: answers, all versions of them, and failures', () => {
  const gone = ask('Where is the key?', 't1')
  const [, answer] = conversations.get(gone).messages
  const again = conversations.beginAgain(gone, answer?.id ?? '')
  conversations.end(gone, again.answerId, {
    ...{ state: 'failed', content: '', error: { code: 'INTERNAL', message: '' } },
  })
  trace('failed-1', 'Where is the key?')
  ask('Where is the key?', 't2')
  trace('t3', 'Where is the key?')
  trace('failed-2', 'Who rings the bell?')
  conversations.remove(gone)
  expect(traces()).toEqual(['failed-2', 't2', 't3'])
})

it('who keeps its questions elsewhere hears of them', () => {
  const heard: unknown[] = []
  conversations.onForgotten((questions) => heard.push(questions))
  conversations.remove(ask('Where is the key?', 't1'))
  expect(heard).toEqual([['Where is the key?']])
})
