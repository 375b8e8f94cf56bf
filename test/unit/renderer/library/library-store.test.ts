import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { createLibraryStore } from '../../../../src-renderer/library/library-store.ts'
import type { DocumentRow } from '../../../../src-shared/schemas/library.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { fakeDocument, fakeLibraryHandlers, restingStatus } from '../../../fakes/fake-bridge-library.ts'

/** Lets every promise that is due settle. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const row = (number: number) => fakeDocument(number)

/** A library of `count` documents that sorts, filters and pages as the real one does. */
const libraryOf = (count: number) =>
  new FakeBridge(fakeLibraryHandlers({ documents: count, status: restingStatus }))
const idAt = (number: number) => `document-${number}`

describe('the list', () => {
  test('loads by pages as rows come into sight, and each page once', async () => {
    const bridge = libraryOf(1_000)
    const store = createLibraryStore(createBridge(bridge.port))
    store.getState().ask({})
    await settled()
    store.getState().show(390, 420)
    store.getState().show(391, 421)
    await settled()
    expect(bridge.inputsOf('library.documents').map((input) => (input as { offset: number }).offset)).toEqual(
      [0, 200, 400],
    )
    expect(store.getState().rows.get(410)?.id).toBe(idAt(410))
    expect(store.getState().total).toBe(1_000)
  })

  test('an answer to an older question never replaces a newer one', async () => {
    let answerFirst = (_: { items: readonly DocumentRow[]; total: number }) => {}
    const bridge = new FakeBridge({
      'library.documents': ({ search }) =>
        search === 'slow'
          ? new Promise((resolve) => {
              answerFirst = resolve
            })
          : { items: [row(2)], total: 1 },
    })
    const store = createLibraryStore(createBridge(bridge.port))
    store.getState().ask({ search: 'slow' })
    store.getState().ask({ search: 'fast' })
    await settled()
    answerFirst({ items: [row(1)], total: 1 })
    await settled()
    expect(store.getState().rows.get(0)?.id).toBe(idAt(2))
  })

  test('a page that could not be read is said, and is asked for again when it is next in sight', async () => {
    const bridge = libraryOf(5)
    Object.assign(bridge.handlers, {
      'library.documents': () => {
        throw new FakeFailure('DATABASE_BUSY', 'The database is in use by another program.')
      },
    })
    const store = createLibraryStore(createBridge(bridge.port))
    store.getState().show(0, 4)
    await settled()
    expect(store.getState().listFailure?.code).toBe('DATABASE_BUSY')
    Object.assign(bridge.handlers, { 'library.documents': () => ({ items: [row(0)], total: 1 }) })
    store.getState().show(0, 4)
    await settled()
    expect(store.getState().listFailure).toBeNull()
    expect(store.getState().rows.size).toBe(1)
  })

  test('a first click sorts names upward and sizes downward, a second turns round', () => {
    const store = createLibraryStore(createBridge(libraryOf(1).port))
    store.getState().sortBy('title')
    expect(store.getState().query).toMatchObject({ sort: 'title', descending: false })
    store.getState().sortBy('size')
    expect(store.getState().query).toMatchObject({ sort: 'size', descending: true })
    store.getState().sortBy('size')
    expect(store.getState().query).toMatchObject({ sort: 'size', descending: false })
  })
})

test('a filter and an order are put to main together', async () => {
  const store = createLibraryStore(createBridge(libraryOf(100).port))
  store.getState().ask({ search: 'MANUAL', collectionId: 'council' })
  store.getState().sortBy('size')
  await settled()
  const shown = [...store.getState().rows.values()]
  expect(shown.length).toBeGreaterThan(1)
  expect(shown.every((row) => row.title.includes('manual') && row.collectionId === 'council')).toBe(true)
  expect(shown.map(({ size }) => size)).toEqual(shown.map(({ size }) => size).toSorted((a, b) => b - a))
})

describe('the selection', () => {
  test('a shift-click takes all from the row toggled last', async () => {
    const store = createLibraryStore(createBridge(libraryOf(10).port))
    store.getState().ask({})
    await settled()
    store.getState().toggle(idAt(5))
    store.getState().selectTo(2)
    expect([...store.getState().selected].sort()).toEqual([2, 3, 4, 5].map(idAt))
  })

  test('"all" means those out of sight too', async () => {
    const store = createLibraryStore(createBridge(libraryOf(1_203).port))
    store.getState().ask({})
    await settled()
    await store.getState().selectAll()
    expect(store.getState().selected.size).toBe(1_203)
  })

  test('another question empties it: nobody removes what they cannot see', async () => {
    const store = createLibraryStore(createBridge(libraryOf(3).port))
    store.getState().ask({})
    await settled()
    store.getState().toggle(idAt(1))
    store.getState().ask({ search: 'x' })
    expect(store.getState().selected.size).toBe(0)
  })

  test('removal of more than one call may carry is sent in parts', async () => {
    const bridge = libraryOf(2_400)
    const store = createLibraryStore(createBridge(bridge.port))
    await store.getState().selectAll()
    await store.getState().removeDocuments([...store.getState().selected])
    const sent = bridge.inputsOf('library.removeDocuments') as readonly { documentIds: readonly string[] }[]
    expect(sent.map(({ documentIds }) => documentIds.length)).toEqual([1_000, 1_000, 400])
    expect(store.getState().selected.size).toBe(0)
  })
})

test('a text that comes after the viewer was closed does not open it again', async () => {
  let answer = (_: never) => {}
  const bridge = new FakeBridge({
    'library.text': () =>
      new Promise((resolve) => {
        answer = resolve as never
      }),
  })
  const store = createLibraryStore(createBridge(bridge.port))
  const viewing = store.getState().view({ id: idAt(1), title: 'One' })
  expect(store.getState().viewer.kind).toBe('loading')
  store.getState().closeViewer()
  answer({ document: row(1), text: 'x', pages: [] } as never)
  await viewing
  expect(store.getState().viewer.kind).toBe('closed')
})

describe('while the queue runs', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('many changes are one reading, and none after the view is left', async () => {
    const bridge = libraryOf(3)
    const store = createLibraryStore(createBridge(bridge.port))
    const disconnect = store.getState().connect()
    await settled()
    for (let change = 0; change < 50; change += 1) bridge.emit('library.changed', {})
    vi.advanceTimersByTime(1_000)
    await settled()
    expect(bridge.inputsOf('library.documents')).toHaveLength(2)
    bridge.emit('library.changed', {})
    disconnect()
    vi.advanceTimersByTime(1_000)
    expect(bridge.inputsOf('library.documents')).toHaveLength(2)
  })
})
