import { beforeEach, expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { liveHere } from '../../../../src-renderer/chat/chat-state.ts'
import { type ChatStore, createChatStore } from '../../../../src-renderer/chat/chat-store.ts'
import type { StartedStream } from '../../../../src-shared/ipc/chat-routes.ts'
import type { SequencedAnswerEvent } from '../../../../src-shared/ipc/events.ts'
import type { AnswerEvent, Conversation } from '../../../../src-shared/schemas/chat.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { answer, citation, conversation, deferred, message, settled } from './fixtures.ts'

const stream: StartedStream = {
  streamId: 's1',
  conversationId: 'k1',
  userMessageId: 'u1',
  assistantMessageId: 'a1',
}
const asked = (state: 'streaming' | 'complete' | 'stopped' = 'streaming', content = '') =>
  conversation('k1', [
    message('u1', 'user', { content: 'Why?' }),
    message('a1', 'assistant', { parentId: 'u1', state, content }),
  ])

let fake: FakeBridge
let store: ChatStore
let kept: Conversation
let log: SequencedAnswerEvent[]

/** What main says, and keeps for whoever attaches. */
function say(...events: readonly AnswerEvent[]): void {
  const numbered = events.map((event, index) => ({ sequence: log.length + index, event }))
  log.push(...numbered)
  fake.emit('chat.events', { streamId: 's1', events: numbered })
}

beforeEach(() => {
  kept = asked()
  log = []
  fake = new FakeBridge({
    'chat.start': () => stream,
    'chat.active': () => [],
    'chat.attach': ({ afterSequence }) => ({
      events: log.filter(({ sequence }) => sequence > afterSequence),
      running: true,
    }),
    'chat.cancel': () => null,
    'conversations.get': () => kept,
  })
  store = createChatStore(createBridge(fake.port), { now: () => 5_000 })
  store.getState().connect()
})

const shownText = () => store.getState().live.a1?.text

test('a question is shown at once, then with the answer as it is written', async () => {
  store.getState().setDraft('Why?')
  const asking = store.getState().ask(' Why? ')
  expect(store.getState()).toMatchObject({ draft: '', pending: { text: 'Why?', parentId: null } })
  await asking
  expect(store.getState().pending).toBeNull()
  expect(store.getState().conversation?.messages.map(({ id }) => id)).toEqual(['u1', 'a1'])
  say({ type: 'sources', citations: [citation(1)] }, { type: 'delta', text: 'Because' })
  expect(store.getState().live.a1).toMatchObject({ text: 'Because', citations: [{ n: 1 }], startedAt: 5_000 })
})

test('the next question follows the last answer, in the collection that is chosen', async () => {
  kept = asked('complete', 'Because.')
  await store.getState().open('k1')
  store.getState().setCollection('c1')
  await store.getState().ask('And why that?')
  expect(fake.inputsOf('chat.start')).toEqual([
    { conversationId: 'k1', collectionId: 'c1', parentId: 'a1', question: 'And why that?', wait: false },
  ])
})

test('events that came before the stream was known are asked for', async () => {
  say({ type: 'delta', text: 'Early' })
  await store.getState().ask('Why?')
  await settled()
  expect(shownText()).toBe('Early')
})

test('a missing event is asked for, and later ones wait for it', async () => {
  await store.getState().ask('Why?')
  await settled()
  log.push({ sequence: 0, event: { type: 'delta', text: 'lost ' } })
  say({ type: 'delta', text: 'and found' })
  expect(shownText()).toBe('')
  await settled()
  expect(shownText()).toBe('lost and found')
  expect(fake.inputsOf('chat.attach').at(-1)).toEqual({ streamId: 's1', afterSequence: -1 })
})

test('when an answer is done the stored conversation takes its place', async () => {
  await store.getState().ask('Why?')
  await settled()
  kept = asked('complete', 'Because.')
  say({ type: 'done', answer: answer('Because.') })
  await settled()
  expect(store.getState().live).toEqual({})
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({
    state: 'complete',
    content: 'Because.',
  })
})

test('a done answer is not lost where main has not stored its end yet', async () => {
  await store.getState().ask('Why?')
  await settled()
  say({ type: 'done', answer: answer('Because.', { mode: 'extractive' }) })
  await settled()
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({
    state: 'complete',
    content: 'Because.',
    mode: 'extractive',
  })
})

test('an answer that was done before its conversation could be shown is read again', async () => {
  const first = deferred<Conversation>()
  let reads = 0
  fake.handlers['conversations.get'] = () => (reads++ === 0 ? first.promise : asked('complete', 'Because.'))
  const asking = store.getState().ask('Why?')
  await settled()
  say({ type: 'done', answer: answer('Because.') })
  await settled()
  first.resolve(asked('streaming'))
  await asking
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({
    state: 'complete',
    content: 'Because.',
  })
})

test('stopping cancels the stream, and what was written stays', async () => {
  await store.getState().ask('Why?')
  await settled()
  say({ type: 'delta', text: 'Bec' })
  expect(store.getState().stop()).toBe(true)
  expect(fake.inputsOf('chat.cancel')).toEqual([{ streamId: 's1' }])
  kept = asked('stopped', 'Bec')
  fake.emit('chat.ended', { streamId: 's1', conversationId: 'k1' })
  await settled()
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({ state: 'stopped', content: 'Bec' })
  expect(liveHere(store.getState())).toBeUndefined()
  expect(store.getState().stop()).toBe(false)
})

test('while an answer is written no second question is asked', async () => {
  await store.getState().ask('Why?')
  await store.getState().ask('Why not?')
  expect(fake.inputsOf('chat.start')).toHaveLength(1)
})

test('a question that could not be asked is kept, and can be asked once more', async () => {
  fake.handlers['chat.start'] = () => {
    throw new FakeFailure('DATABASE_BUSY', 'In use.')
  }
  await store.getState().ask('Why?')
  expect(store.getState()).toMatchObject({
    pending: null,
    draft: 'Why?',
    refused: { question: { text: 'Why?' }, failure: { code: 'DATABASE_BUSY' } },
  })
  fake.handlers['chat.start'] = () => stream
  await store.getState().askRefused()
  expect(store.getState()).toMatchObject({ refused: null, draft: '', conversation: { id: 'k1' } })
})

test('an edited question takes the place of the old one', async () => {
  kept = conversation('k1', [
    message('u0', 'user'),
    message('a0', 'assistant', { parentId: 'u0' }),
    message('u1', 'user', { parentId: 'a0' }),
    message('a1', 'assistant', { parentId: 'u1' }),
  ])
  await store.getState().open('k1')
  store.getState().edit('u1')
  const asking = store.getState().askEdited('u1', 'Better?')
  expect(store.getState()).toMatchObject({ editingId: null, pending: { text: 'Better?', parentId: 'a0' } })
  await asking
  expect(fake.inputsOf('chat.start')).toMatchObject([{ parentId: 'a0', question: 'Better?' }])
})

test('answering again names the answer, and shows its question meanwhile', async () => {
  kept = asked('complete', 'Because.')
  await store.getState().open('k1')
  fake.handlers['chat.regenerate'] = () => ({ ...stream, assistantMessageId: 'a2' })
  const again = store.getState().regenerate('a1')
  expect(store.getState().pending).toEqual({ text: 'Why?', parentId: null, wait: false })
  await again
  expect(fake.inputsOf('chat.regenerate')).toEqual([{ conversationId: 'k1', messageId: 'a1', wait: false }])
})

test('a conversation opened later wins over one that answers late', async () => {
  const slow = deferred<Conversation>()
  fake.handlers['conversations.get'] = ({ conversationId }) =>
    conversationId === 'slow' ? slow.promise : conversation('quick', [])
  const first = store.getState().open('slow')
  await store.getState().open('quick')
  slow.resolve(conversation('slow', []))
  await first
  expect(store.getState().conversation?.id).toBe('quick')
})

test('who begins a new chat while a question is taken is not thrown back', async () => {
  const taken = deferred<StartedStream>()
  fake.handlers['chat.start'] = () => taken.promise
  const asking = store.getState().ask('Why?')
  store.getState().newChat()
  taken.resolve(stream)
  await asking
  expect(store.getState().conversation).toBeNull()
  await settled()
  say({ type: 'delta', text: 'still followed' })
  expect(shownText()).toBe('still followed')
})

test('after a reload the answer that runs is joined and its conversation shown', async () => {
  const reloaded = createChatStore(createBridge(fake.port))
  log = [{ sequence: 0, event: { type: 'delta', text: 'So far' } }]
  fake.handlers['chat.active'] = () => [stream]
  reloaded.getState().connect()
  await settled()
  expect(reloaded.getState().conversation?.id).toBe('k1')
  expect(reloaded.getState().live.a1?.text).toBe('So far')
})

test('a stream that main knows no more ends, and the store says how', async () => {
  fake.handlers['chat.attach'] = () => {
    throw new FakeFailure('NOT_FOUND', 'Ended.')
  }
  kept = asked('complete', 'Because.')
  await store.getState().ask('Why?')
  await settled()
  expect(store.getState().live).toEqual({})
  expect(store.getState().conversation?.messages.at(-1)?.content).toBe('Because.')
})

test('a conversation that was deleted gives way to a new chat', async () => {
  kept = asked('complete')
  await store.getState().open('k1')
  fake.handlers['conversations.get'] = () => {
    throw new FakeFailure('NOT_FOUND', 'Gone.')
  }
  fake.emit('conversations.changed', { conversationId: 'k1' })
  await settled()
  expect(store.getState().conversation).toBeNull()
})

test('a conversation that cannot be opened says why', async () => {
  fake.handlers['conversations.get'] = () => {
    throw new FakeFailure('DATABASE_BUSY', 'In use.')
  }
  await store.getState().open('k1')
  expect(store.getState().opening).toMatchObject({ code: 'DATABASE_BUSY' })
})

test('another version is shown with what followed it', async () => {
  kept = asked('complete')
  await store.getState().open('k1')
  fake.handlers['conversations.selectVersion'] = () => conversation('k1', [message('u9', 'user')])
  await store.getState().selectVersion('u9')
  expect(store.getState().conversation?.messages.map(({ id }) => id)).toEqual(['u9'])
})

test('nothing listens after the end', () => {
  const before = fake.listeners
  const stop = createChatStore(createBridge(fake.port)).getState().connect()
  expect(fake.listeners).toBeGreaterThan(before)
  stop()
  expect(fake.listeners).toBe(before)
})

const waiting = () =>
  conversation('k1', [
    message('u1', 'user', { content: 'Why?' }),
    message('a1', 'assistant', { parentId: 'u1', state: 'waiting', content: '' }),
  ])

test('a question that waits is shown as waiting, and its answer is followed when its turn comes', async () => {
  fake.handlers['chat.start'] = () => ({ ...stream, streamId: null })
  kept = waiting()
  await store.getState().ask('Why?', true)
  expect(fake.inputsOf('chat.start')).toMatchObject([{ question: 'Why?', wait: true }])
  expect(store.getState().conversation?.messages.at(-1)?.state).toBe('waiting')
  expect(store.getState().live).toEqual({})

  kept = asked()
  fake.emit('conversations.changed', { conversationId: 'k1' })
  fake.emit('chat.started', stream)
  await settled()
  say({ type: 'delta', text: 'Because' })
  expect(shownText()).toBe('Because')

  // The model went away again: back in line, with nothing of what was written.
  kept = waiting()
  fake.emit('chat.ended', { streamId: 's1', conversationId: 'k1' })
  await settled()
  expect(store.getState().live).toEqual({})
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({ state: 'waiting', content: '' })
})

test('a question that waits can be answered now, or taken out of the line', async () => {
  fake.handlers['chat.answerNow'] = () => stream
  fake.handlers['chat.stopWaiting'] = () => null
  kept = waiting()
  await store.getState().open('k1')
  await store.getState().answerNow('a1')
  expect(fake.inputsOf('chat.answerNow')).toEqual([{ messageId: 'a1' }])
  expect(liveHere(store.getState())).toMatchObject({ streamId: 's1' })
  await store.getState().stopWaiting('a1')
  expect(fake.inputsOf('chat.stopWaiting')).toEqual([{ messageId: 'a1' }])
})

test('an answer that was quoted can be asked for again in line', async () => {
  fake.handlers['chat.regenerate'] = () => ({ ...stream, streamId: null })
  kept = asked('complete', 'Quoted')
  await store.getState().open('k1')
  await store.getState().regenerate('a1', true)
  expect(fake.inputsOf('chat.regenerate')).toEqual([{ conversationId: 'k1', messageId: 'a1', wait: true }])
})
