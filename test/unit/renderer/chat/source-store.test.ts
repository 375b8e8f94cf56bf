import { beforeEach, expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import {
  createSourceStore,
  currentCitation,
  type SourceStore,
} from '../../../../src-renderer/chat/source-store.ts'
import type { DocumentText } from '../../../../src-shared/schemas/library.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { citation, deferred } from './fixtures.ts'

const textOf = (id: string): DocumentText => ({
  document: {
    id,
    collectionId: 'c',
    path: `/${id}.md`,
    title: id,
    format: 'md',
    size: 1,
    state: 'indexed',
    error: null,
    chunks: 1,
    pages: null,
    addedAt: 0,
    indexedAt: 0,
  },
  text: `Text of ${id}`,
  pages: [],
})

let fake: FakeBridge
let store: SourceStore
const citations = [citation(1, 'x'), citation(2, 'x'), citation(4, 'y')]

beforeEach(() => {
  fake = new FakeBridge({ 'library.text': ({ documentId }) => textOf(documentId) })
  store = createSourceStore(createBridge(fake.port))
})

test('a citation opens its document, found by its number', async () => {
  await store.getState().show(citations, 4)
  expect(currentCitation(store.getState())?.documentId).toBe('y')
  expect(store.getState().text).toMatchObject({ state: 'ready', value: { text: 'Text of y' } })
})

test('stepping within a document does not read it again', async () => {
  await store.getState().show(citations, 1)
  await store.getState().step(1)
  expect(currentCitation(store.getState())?.n).toBe(2)
  expect(fake.inputsOf('library.text')).toHaveLength(1)
  await store.getState().step(1)
  expect(fake.inputsOf('library.text')).toEqual([{ documentId: 'x' }, { documentId: 'y' }])
})

test('at the ends a step changes nothing', async () => {
  await store.getState().show(citations, 1)
  await store.getState().step(-1)
  expect(store.getState().index).toBe(0)
})

test('a document that answers late does not replace the one that is open', async () => {
  const slow = deferred<DocumentText>()
  fake.handlers['library.text'] = ({ documentId }) => (documentId === 'x' ? slow.promise : textOf(documentId))
  const first = store.getState().show(citations, 1)
  await store.getState().show(citations, 4)
  slow.resolve(textOf('x'))
  await first
  expect(store.getState().text).toMatchObject({ value: { document: { id: 'y' } } })
})

test('a document that is gone says so and can be tried again', async () => {
  fake.handlers['library.text'] = () => {
    throw new FakeFailure('NOT_FOUND', 'Gone.')
  }
  await store.getState().show(citations, 1)
  expect(store.getState().text).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } })
  fake.handlers['library.text'] = ({ documentId }) => textOf(documentId)
  await store.getState().retry()
  expect(store.getState().text.state).toBe('ready')
})

test('closing says whether there was anything to close', async () => {
  await store.getState().show(citations, 1)
  expect(store.getState().close()).toBe(true)
  expect(store.getState().close()).toBe(false)
  expect(currentCitation(store.getState())).toBeUndefined()
})
