import { describe, expect, test } from 'vitest'
import type { VectorIndex } from '../../src-main/cache/vector-index.ts'
import { cosine, seededNumbers, seededVectors } from './seeded-vectors.ts'

const DIMENSION = 7

/** An index, and how to wait until it is as it will be where it goes on building. */
export interface OpenedIndex {
  readonly index: VectorIndex
  readonly settle: () => Promise<void>
}

/** What every index of vectors does. What is opened yields to others as often as it can. */
export function vectorIndexSuite(name: string, open: (dimension: number) => OpenedIndex): void {
  describe(name, () => {
    test('finds the same as a sort of all, in order, while entries come, change and go', async () => {
      const { index, settle } = open(DIMENSION)
      const there = new Map<number, Float32Array>()
      const random = seededNumbers(3)
      for (const [at, vector] of seededVectors(400, DIMENSION).entries()) {
        const id = Math.floor((random() + 0.5) * 90)
        if (at % 3 === 2) {
          index.remove(id)
          there.delete(id)
        } else {
          index.add(id, vector)
          there.set(id, vector)
        }
        expect(index.size).toBe(there.size)
        if (at % 20 !== 0) continue
        if (at % 40 === 0) await settle()
        const [asked = vector] = seededVectors(1, DIMENSION, at)
        const sorted = [...there]
          .map(([each, its]) => ({ id: each, similarity: cosine(asked, its) }))
          .sort((a, b) => b.similarity - a.similarity)
        const found = await index.nearest(asked, 5)
        expect(found.map((each) => each.id)).toEqual(sorted.slice(0, 5).map((each) => each.id))
        for (const [place, { similarity }] of found.entries()) {
          expect(similarity).toBeCloseTo(sorted[place]?.similarity ?? 0, 5)
        }
        const above = sorted.filter(({ similarity }) => similarity >= 0.3)
        const floored = await index.nearest(asked, 20, 0.3)
        expect(floored.map((each) => each.id)).toEqual(above.slice(0, 20).map((each) => each.id))
      }
    })

    test('a vector of NaN or infinity is near nothing, and hides nothing', async () => {
      const { index, settle } = open(DIMENSION)
      const vectors = seededVectors(60, DIMENSION)
      for (const [id, vector] of vectors.entries()) index.add(id, vector)
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        for (let id = 100; id < 130; id++) index.add(id, new Float32Array(DIMENSION).fill(value))
        for (let at = 0; at < 7; at++) {
          const spoilt = vectors[at]?.slice() ?? new Float32Array(DIMENSION)
          spoilt[at] = value
          index.add(200 + at, spoilt)
        }
        await settle()
        for (const [id, vector] of vectors.entries()) {
          const [first, ...others] = await index.nearest(vector, 8, 0.5)
          expect(first?.id).toBe(id)
          expect(others.every((other) => other.id < 60)).toBe(true)
        }
        expect(await index.nearest(new Float32Array(DIMENSION).fill(value), 5, 0)).toEqual([])
      }
    })

    test('nothing is near to zero, also zero', async () => {
      const { index, settle } = open(DIMENSION)
      for (const [id, vector] of seededVectors(40, DIMENSION).entries()) index.add(id, vector)
      index.add(99, new Float32Array(DIMENSION))
      await settle()
      expect(await index.nearest(new Float32Array(DIMENSION), 5, 0.1)).toEqual([])
    })

    test('another dimension is refused, and nothing is changed by it', async () => {
      const { index, settle } = open(DIMENSION)
      const [first = new Float32Array(DIMENSION)] = seededVectors(1, DIMENSION)
      index.add(1, first)
      await settle()
      expect(() => index.add(1, Float32Array.of(1))).toThrow(`1 in an index of ${DIMENSION}`)
      await expect(index.nearest(Float32Array.of(1, 0), 1)).rejects.toThrow(RangeError)
      expect(await index.nearest(first, 1, 0.9)).toMatchObject([{ id: 1 }])
      expect(() => open(0)).toThrow('got 0')
    })

    test('of equals the older ones are found', async () => {
      const { index, settle } = open(DIMENSION)
      const [same = new Float32Array(DIMENSION)] = seededVectors(1, DIMENSION)
      for (const id of [7, 3, 9, 1, 8]) index.add(id, same)
      await settle()
      expect((await index.nearest(same, 3)).map(({ id }) => id)).toEqual([1, 3, 7])
    })

    test('an aborted look-up ends with the reason', async () => {
      const { index, settle } = open(DIMENSION)
      for (const [id, vector] of seededVectors(200, DIMENSION).entries()) index.add(id, vector)
      await settle()
      const controller = new AbortController()
      const found = index.nearest(new Float32Array(DIMENSION).fill(0.1), 5, 0, controller.signal)
      controller.abort(new Error('the person left'))
      await expect(found).rejects.toThrow('the person left')
    })

    test('what goes or changes while it is looked for is not found as it was', async () => {
      const { index, settle } = open(DIMENSION)
      const vectors = seededVectors(300, DIMENSION)
      for (const [id, vector] of vectors.entries()) index.add(id, vector)
      await settle()
      const [asked = new Float32Array(DIMENSION), opposite = asked] = [
        vectors[0],
        vectors[0]?.map((value) => -value),
      ]
      const found = index.nearest(asked, 300, -1)
      index.remove(0)
      index.add(1, opposite)
      const ids = await found
      expect(ids.some(({ id }) => id === 0)).toBe(false)
      expect(ids.find(({ id }) => id === 1)?.similarity ?? -1).toBeCloseTo(-1, 5)
      await settle()
      expect((await index.nearest(opposite, 1)).map(({ id }) => id)).toEqual([1])
    })
  })
}
