import { expect, test } from 'vitest'
import type { StartedStream } from '../../../../src-shared/ipc/chat-routes.ts'
import type { Conversation } from '../../../../src-shared/schemas/chat.ts'
import { FakeFailure } from '../../../fakes/fake-bridge.ts'
import { asked, fake, main, say, shownText, store, stream, withChatStore } from './chat-store-set-up.ts'
import { conversation, deferred, message, settled } from './fixtures.ts'

withChatStore()

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

test('a conversation that was deleted gives way to a new chat', async () => {
  main.kept = asked('complete')
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
  main.kept = asked('complete')
  await store.getState().open('k1')
  fake.handlers['conversations.selectVersion'] = () => conversation('k1', [message('u9', 'user')])
  await store.getState().selectVersion('u9')
  expect(store.getState().conversation?.messages.map(({ id }) => id)).toEqual(['u9'])
})
