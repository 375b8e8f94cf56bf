import { expect, test } from 'vitest'
import { liveHere } from '../../../../src-renderer/chat/chat-state.ts'
import type { Message } from '../../../../src-shared/schemas/chat.ts'
import { FakeFailure } from '../../../fakes/fake-bridge.ts'
import { asked, fake, main, say, shownText, store, stream, withChatStore } from './chat-store-set-up.ts'
import { citation, conversation, message, settled } from './fixtures.ts'

withChatStore()

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
  main.kept = asked('complete', 'Because.')
  await store.getState().open('k1')
  store.getState().setCollection('c1')
  await store.getState().ask('And why that?')
  expect(fake.inputsOf('chat.start')).toEqual([
    { conversationId: 'k1', collectionId: 'c1', parentId: 'a1', question: 'And why that?', wait: false },
  ])
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
  main.kept = conversation('k1', [
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
  main.kept = asked('complete', 'Because.')
  await store.getState().open('k1')
  fake.handlers['chat.regenerate'] = () => ({ ...stream, assistantMessageId: 'a2' })
  const again = store.getState().regenerate('a1')
  expect(store.getState().pending).toEqual({ text: 'Why?', parentId: null, wait: false })
  await again
  expect(fake.inputsOf('chat.regenerate')).toEqual([{ conversationId: 'k1', messageId: 'a1', wait: false }])
})

test('a question that waits is shown as waiting, and its answer is followed when its turn comes', async () => {
  fake.handlers['chat.start'] = () => ({ ...stream, streamId: null })
  main.kept = asked('waiting')
  await store.getState().ask('Why?', true)
  expect(fake.inputsOf('chat.start')).toMatchObject([{ question: 'Why?', wait: true }])
  expect(store.getState().conversation?.messages.at(-1)?.state).toBe('waiting')
  expect(store.getState().live).toEqual({})

  main.kept = asked()
  fake.emit('conversations.changed', { conversationId: 'k1' })
  fake.emit('chat.started', stream)
  await settled()
  say({ type: 'delta', text: 'Because' })
  expect(shownText()).toBe('Because')

  // The model went away again: back in line, with nothing of what was written.
  main.kept = asked('waiting')
  fake.emit('chat.ended', { streamId: 's1', conversationId: 'k1' })
  await settled()
  expect(store.getState().live).toEqual({})
  expect(store.getState().conversation?.messages.at(-1)).toMatchObject({ state: 'waiting', content: '' })
})

test('a question that waits can be answered now, or taken out of the line', async () => {
  fake.handlers['chat.answerNow'] = () => stream
  fake.handlers['chat.stopWaiting'] = () => null
  main.kept = asked('waiting')
  await store.getState().open('k1')
  await store.getState().answerNow('a1')
  expect(fake.inputsOf('chat.answerNow')).toEqual([{ messageId: 'a1' }])
  expect(liveHere(store.getState())).toMatchObject({ streamId: 's1' })
  await store.getState().stopWaiting('a1')
  expect(fake.inputsOf('chat.stopWaiting')).toEqual([{ messageId: 'a1' }])
})

test('a question that waits is taken out at once, though another of its conversation is being answered', async () => {
  const both = (state: Message['state']) =>
    conversation('k1', [...asked().messages, message('u2', 'user'), message('a2', 'assistant', { state })])
  main.kept = both('waiting')
  await store.getState().open('k1')
  fake.emit('chat.started', stream)
  await settled()
  fake.handlers['chat.stopWaiting'] = () => {
    main.kept = both('stopped')
    fake.emit('conversations.changed', { conversationId: 'k1' })
    return null
  }
  await store.getState().stopWaiting('a2')
  await settled()
  expect(store.getState().conversation?.messages.at(-1)?.state).toBe('stopped')
  say({ type: 'delta', text: 'Because' })
  expect(store.getState().live.a1).toMatchObject({ text: 'Because' })
})

test.each(['answerNow', 'stopWaiting'] as const)(
  '%s of one that waits no more shows what it is',
  async (act) => {
    main.kept = asked('waiting')
    await store.getState().open('k1')
    main.kept = asked('complete', 'Because.')
    fake.handlers[`chat.${act}`] = () => {
      throw new FakeFailure('NOT_FOUND', 'That question does not wait any more.')
    }
    await store.getState()[act]('a1')
    expect(store.getState().conversation?.messages.at(-1)).toMatchObject({ state: 'complete' })
    fake.handlers[`chat.${act}`] = () => {
      throw new FakeFailure('DATABASE_BUSY', 'In use.')
    }
    await expect(store.getState()[act]('a1')).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
  },
)

test('an answer that was quoted can be asked for again in line', async () => {
  fake.handlers['chat.regenerate'] = () => ({ ...stream, streamId: null })
  main.kept = asked('complete', 'Quoted')
  await store.getState().open('k1')
  await store.getState().regenerate('a1', true)
  expect(fake.inputsOf('chat.regenerate')).toEqual([{ conversationId: 'k1', messageId: 'a1', wait: true }])
})
