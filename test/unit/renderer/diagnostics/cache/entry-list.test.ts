import { expect, test } from 'vitest'
import { PAGE_LENGTH } from '../../../../../src-renderer/diagnostics/cache/entry-list.ts'
import { FakeFailure } from '../../../../fakes/fake-bridge.ts'
import { fakeEntry } from '../../../../fakes/fake-bridge-cache.ts'
import { cacheStore, settled } from './store-set-up.ts'

const idsOf = (page: { readonly items: readonly { readonly id: number }[] } | null) =>
  page?.items.map(({ id }) => id)

/** A cache whose entries a test exchanges. */
async function changing(ids: readonly number[]) {
  const parts = cacheStore({ entries: 0 })
  let now = ids.map(fakeEntry)
  parts.bridge.handlers['cache.entries'] = () => ({ items: now, total: now.length, titles: {} })
  await parts.state().reload()
  return {
    ...parts,
    become: (...entries: ReturnType<typeof fakeEntry>[]) => {
      now = entries
    },
  }
}

test('pages of 10,000 are asked for one at a time', async () => {
  const { bridge, state } = cacheStore({ entries: 10_000 })
  state().ask({ page: 399 })
  await settled()
  expect(idsOf(state().page)).toEqual(Array.from({ length: PAGE_LENGTH }, (_, at) => 9_975 + at))
  expect(bridge.inputsOf('cache.entries')).toEqual([
    { search: '', documentId: null, offset: 9_975, limit: PAGE_LENGTH },
  ])
})

test('a search begins at its first page', async () => {
  const { bridge, state } = cacheStore({ entries: 10_000 })
  state().ask({ page: 7 })
  state().ask({ search: 'brass' })
  await settled()
  expect(state().query.page).toBe(0)
  expect(bridge.inputsOf('cache.entries').at(-1)).toMatchObject({ search: 'brass', offset: 0 })
})

test('rows that somebody looks at stay where they are, with their figures of now, until asked for', async () => {
  const { state, become } = await changing([1, 2, 3])
  state().hold(true)
  become(fakeEntry(9), { ...fakeEntry(3), hits: 99 }, fakeEntry(1))
  await state().reload()
  expect(idsOf(state().page)).toEqual([1, 2, 3])
  expect(state().page?.items[2]?.hits).toBe(99)
  expect(idsOf(state().newer)).toEqual([9, 3, 1])
  await state().showLatest()
  expect(idsOf(state().page)).toEqual([9, 3, 1])
  expect(state().newer).toBeNull()
})

test('when nobody looks any more, the list is as it is now', async () => {
  const { state, become } = await changing([1, 2])
  state().hold(true)
  become(fakeEntry(2), fakeEntry(1))
  await state().reload()
  state().hold(false)
  expect(idsOf(state().page)).toEqual([2, 1])
  become(fakeEntry(5))
  await state().reload()
  expect(idsOf(state().page)).toEqual([5])
})

test('an entry that is removed goes at once, held or not', async () => {
  const { state } = cacheStore({ entries: 3 })
  await state().reload()
  state().hold(true)
  await state().remove(1)
  expect(idsOf(state().page)).toEqual([0, 2])
})

test('a page that is gone gives way to the last there is', async () => {
  const { state } = cacheStore({ entries: 26 })
  state().ask({ page: 1 })
  await settled()
  await state().remove(25)
  await settled()
  expect([state().query.page, state().page?.items.length]).toEqual([0, 25])
})

test('all of a document go, whatever is searched for', async () => {
  const { bridge, state } = cacheStore({ entries: 20 })
  state().ask({ document: { id: 'document-1', title: 'Boiler manual' }, search: 'key' })
  await settled()
  expect(await state().removeOfDocument('document-1')).toBe(20)
  expect(bridge.inputsOf('cache.removeOfDocument')).toEqual([{ documentId: 'document-1' }])
  expect(state().page?.total).toBe(0)
})

test('a list that cannot be read says so and keeps what it showed', async () => {
  const { bridge, state } = cacheStore({ entries: 2 })
  await state().reload()
  bridge.handlers['cache.entries'] = () => {
    throw new FakeFailure('DATABASE_BUSY', 'Busy.')
  }
  await state().reload()
  expect(state().listFailure?.code).toBe('DATABASE_BUSY')
  expect(idsOf(state().page)).toEqual([0, 1])
})
