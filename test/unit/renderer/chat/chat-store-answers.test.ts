import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { liveHere } from '../../../../src-renderer/chat/chat-state.ts'
import { createChatStore } from '../../../../src-renderer/chat/chat-store.ts'
import type { Conversation } from '../../../../src-shared/schemas/chat.ts'
import { FakeFailure } from '../../../fakes/fake-bridge.ts'
import { asked, fake, main, say, shownText, store, stream, withChatStore } from './chat-store-set-up.ts'
import { answer, deferred, settled } from './fixtures.ts'

withChatStore()

test('events that came before the stream was known are asked for', async () => {
  say({ type: 'delta', text: 'Early' })
  await store.getState().ask('Why?')
  await settled()
  expect(shownText()).toBe('Early')
})

test('a missing event is asked for, and later ones wait for it', async () => {
  await store.getState().ask('Why?')
  await settled()
  main.log.push({ sequence: 0, event: { type: 'delta', text: 'lost ' } })
  say({ type: 'delta', text: 'and found' })
  expect(shownText()).toBe('')
  await settled()
  expect(shownText()).toBe('lost and found')
  expect(fake.inputsOf('chat.attach').at(-1)).toEqual({ streamId: 's1', afterSequence: -1 })
})

test('when an answer is done the stored conversation takes its place', async () => {
  await store.getState().ask('Why?')
  await settled()
  main.kept = asked('complete', 'Because.')
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
  main.kept = asked('stopped', 'Bec')
  fake.emit('chat.ended', { streamId: 's1', conversationId: 'k1' })
  await settled()
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({ state: 'stopped', content: 'Bec' })
  expect(liveHere(store.getState())).toBeUndefined()
  expect(store.getState().stop()).toBe(false)
})

test('after a reload the answer that runs is joined and its conversation shown', async () => {
  const reloaded = createChatStore(createBridge(fake.port))
  main.log = [{ sequence: 0, event: { type: 'delta', text: 'So far' } }]
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
  main.kept = asked('complete', 'Because.')
  await store.getState().ask('Why?')
  await settled()
  expect(store.getState().live).toEqual({})
  expect(store.getState().conversation?.messages.at(-1)?.content).toBe('Because.')
})

test('nothing listens after the end', () => {
  const before = fake.listeners
  const stop = createChatStore(createBridge(fake.port)).getState().connect()
  expect(fake.listeners).toBeGreaterThan(before)
  stop()
  expect(fake.listeners).toBe(before)
})
