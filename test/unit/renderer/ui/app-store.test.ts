import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { createAppStore } from '../../../../src-renderer/ui/app-store.ts'
import { targetCollection } from '../../../../src-renderer/ui/target-collection.ts'
import type { Collection } from '../../../../src-shared/schemas/library.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { settled } from '../chat/fixtures.ts'

const collection = (id: string, name: string, createdAt: number): Collection => ({
  id,
  name,
  documents: 0,
  chunks: 0,
  version: 1,
  createdAt,
})

test('what one part cannot say now, the others still can', async () => {
  const fake = new FakeBridge({
    'library.collections': () => [collection('c', 'C', 1)],
    'models.selection': () => {
      throw new FakeFailure('INTERNAL', 'Not yet.')
    },
  })
  const store = createAppStore(createBridge(fake.port))
  await store.getState().refresh()
  expect(store.getState()).toMatchObject({
    collections: [{ id: 'c' }],
    selection: null,
    failure: { message: 'Not yet.' },
  })
})

test('a crowd of changes is read a few times, and the last is not missed', async () => {
  let version = 0
  const fake = new FakeBridge({ 'library.collections': () => [collection(`v${version}`, 'C', 1)] })
  const store = createAppStore(createBridge(fake.port))
  const stop = store.getState().connect()
  await settled()
  for (version = 1; version < 40; version += 1) fake.emit('library.changed', {})
  await expect.poll(() => store.getState().collections?.[0]?.id, { timeout: 3_000 }).toBe('v40')
  expect(fake.inputsOf('library.collections').length).toBeLessThan(5)
  stop()
  expect(fake.listeners).toBe(0)
})

test('files go where the person is, else to the oldest collection of their own', async () => {
  const collections = [
    collection('s', 'Sample handbook', 1),
    collection('b', 'B', 3),
    collection('a', 'A', 2),
  ]
  const bridge = createBridge(new FakeBridge({ 'library.collections': () => collections }).port)
  await expect(targetCollection(bridge, 'b')).resolves.toBe('b')
  await expect(targetCollection(bridge, null)).resolves.toBe('a')
})

test('the first files get a collection made for them', async () => {
  const fake = new FakeBridge({
    'library.collections': () => [collection('s', 'Sample handbook', 1)],
    'library.createCollection': ({ name }) => collection('new', name, 2),
  })
  await expect(targetCollection(createBridge(fake.port), null)).resolves.toBe('new')
  expect(fake.inputsOf('library.createCollection')).toEqual([{ name: 'My documents' }])
})
