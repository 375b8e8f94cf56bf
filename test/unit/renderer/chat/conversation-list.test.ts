import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { groupConversations } from '../../../../src-renderer/chat/conversation-list.ts'
import { createConversationListStore } from '../../../../src-renderer/chat/conversation-list-store.ts'
import type { ConversationSummary } from '../../../../src-shared/schemas/chat.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { deferred, settled } from './fixtures.ts'

const summary = (id: string, updatedAt = 0): ConversationSummary => ({
  id,
  title: id,
  collectionId: null,
  createdAt: updatedAt,
  updatedAt,
  snippet: null,
})
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()

test('groups follow the calendar, not the last 24 hours', () => {
  const items = [at(24, 0), at(23, 23), at(18, 12), at(1, 12)].map((time, index) =>
    summary(`k${index}`, time),
  )
  const old = summary('old', new Date(2026, 2, 5).getTime())
  const groups = groupConversations([...items, old], at(24, 1))
  expect(groups.map(({ label }) => label)).toEqual([
    'Today',
    'Yesterday',
    'Previous 7 days',
    'Previous 30 days',
    new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(old.updatedAt),
  ])
})

test('a clock that was set back does not lose a conversation', () => {
  expect(groupConversations([summary('k', at(25, 12))], at(24, 12))).toMatchObject([{ label: 'Today' }])
})

function listOf(...ids: readonly string[]) {
  return { items: ids.map((id) => summary(id)), total: ids.length }
}

test('an older search that answers late is dropped', async () => {
  const slow = deferred<ReturnType<typeof listOf>>()
  const fake = new FakeBridge({
    'conversations.list': ({ search }) => (search === 'a' ? slow.promise : listOf('right')),
  })
  const store = createConversationListStore(createBridge(fake.port))
  store.getState().setSearch('a')
  store.getState().setSearch('ab')
  await settled()
  slow.resolve(listOf('wrong'))
  await settled()
  expect(store.getState().items.map(({ id }) => id)).toEqual(['right'])
})

test('a crowd of changes is read once more, not once each', async () => {
  const fake = new FakeBridge({ 'conversations.list': () => listOf('k') })
  const store = createConversationListStore(createBridge(fake.port))
  store.getState().connect()
  for (let i = 0; i < 50; i += 1) fake.emit('conversations.changed', { conversationId: 'k' })
  await settled()
  expect(fake.inputsOf('conversations.list').length).toBeLessThanOrEqual(2)
})

test('a new name is shown at once, and taken back where main refuses it', async () => {
  const fake = new FakeBridge({
    'conversations.list': () => listOf('k'),
    'conversations.rename': () => {
      throw new FakeFailure('DATABASE_BUSY', 'In use.')
    },
  })
  const store = createConversationListStore(createBridge(fake.port))
  store.getState().connect()
  await settled()
  const renaming = store.getState().rename('k', ' Better ')
  expect(store.getState().items[0]?.title).toBe('Better')
  await expect(renaming).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
  expect(store.getState().items[0]?.title).toBe('k')
})

test('an empty name changes nothing', async () => {
  const fake = new FakeBridge({ 'conversations.list': () => listOf('k') })
  const store = createConversationListStore(createBridge(fake.port))
  store.getState().connect()
  await settled()
  await store.getState().rename('k', '   ')
  expect(fake.inputsOf('conversations.rename')).toEqual([])
})

test('older conversations are added behind, none twice', async () => {
  const fake = new FakeBridge({
    'conversations.list': ({ offset = 0 }) => ({
      items: (offset === 0 ? ['a', 'b'] : ['b', 'c']).map((id) => summary(id)),
      total: 3,
    }),
  })
  const store = createConversationListStore(createBridge(fake.port))
  store.getState().connect()
  await settled()
  await store.getState().loadMore()
  expect(store.getState().items.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})
