import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VectorRecord, VectorStore } from '../../src-main/chroma/index.ts'
import { wordVector } from './fake-models.ts'

const record = (id: string, text: string): VectorRecord => ({ id, vector: wordVector(text) })

/** What every vector store does, ours in memory and the real one alike. */
export function vectorStoreSuite(
  name: string,
  open: () => Promise<{ readonly store: VectorStore; close(): Promise<void> }>,
): void {
  describe(name, () => {
    let store: VectorStore
    let close: () => Promise<void>
    let collections = 0
    const signal = AbortSignal.timeout(100_000)
    const collection = () => `alcove_suite_${++collections}`

    beforeAll(async () => {
      const opened = await open()
      store = opened.store
      close = () => opened.close()
    })
    afterAll(() => close())

    test('has nothing where there is no collection', async () => {
      const none = collection()
      expect(await store.count(none, signal)).toBe(null)
      expect(await store.query(none, wordVector('x'), 3, signal)).toEqual([])
      await store.remove(none, ['1'], signal)
      await store.drop(none, signal)
      expect(await store.list(signal)).not.toContain(none)
    })

    test('finds the nearest first, by cosine', async () => {
      const own = collection()
      await store.upsert(
        own,
        [record('1', 'lamp oil'), record('2', 'lamp wick'), record('3', 'stone bridge')],
        signal,
      )
      const hits = await store.query(own, wordVector('lamp oil'), 2, signal)
      expect(hits.map(({ id }) => id)).toEqual(['1', '2'])
      expect(hits[0]?.similarity).toBeCloseTo(1, 5)
      expect(hits[1]?.similarity).toBeCloseTo(0.5, 5)
      expect(await store.query(own, wordVector('lamp'), 50, signal)).toHaveLength(3)
    })

    test('keeps one record an id: adding twice changes nothing, adding another vector replaces', async () => {
      const own = collection()
      await store.upsert(own, [record('1', 'lamp oil')], signal)
      await store.upsert(own, [record('1', 'lamp oil')], signal)
      expect(await store.count(own, signal)).toBe(1)
      await store.upsert(own, [record('1', 'mule flour')], signal)
      expect(await store.count(own, signal)).toBe(1)
      const [hit] = await store.query(own, wordVector('mule flour'), 1, signal)
      expect(hit?.similarity).toBeCloseTo(1, 5)
    })

    test('removes what is there and does not mind what is not', async () => {
      const own = collection()
      await store.upsert(own, [record('1', 'lamp'), record('2', 'mule')], signal)
      await store.remove(own, ['1', '99'], signal)
      expect(await store.count(own, signal)).toBe(1)
      expect((await store.query(own, wordVector('lamp'), 5, signal)).map(({ id }) => id)).toEqual(['2'])
    })

    test('takes many at once', async () => {
      const own = collection()
      const many = Array.from({ length: 1_500 }, (_, n) => record(String(n), `passage ${n} of many`))
      await store.upsert(own, many, signal)
      expect(await store.count(own, signal)).toBe(1_500)
      await store.remove(
        own,
        many.slice(0, 700).map(({ id }) => id),
        signal,
      )
      expect(await store.count(own, signal)).toBe(800)
    })

    test('lists its collections, and drops one for good', async () => {
      const [a, b] = [collection(), collection()]
      await store.upsert(a, [record('1', 'lamp')], signal)
      await store.upsert(b, [record('1', 'lamp')], signal)
      expect(await store.list(signal)).toEqual(expect.arrayContaining([a, b]))
      await store.drop(a, signal)
      expect(await store.list(signal)).not.toContain(a)
      expect(await store.count(a, signal)).toBe(null)
      await store.upsert(a, [record('2', 'mule')], signal)
      expect((await store.query(a, wordVector('mule'), 5, signal)).map(({ id }) => id)).toEqual(['2'])
    })
  })
}
