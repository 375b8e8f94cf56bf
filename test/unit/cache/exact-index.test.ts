import { expect, test } from 'vitest'
import { ExactIndex } from '../../../src-main/cache/exact-index.ts'
import { unitVector } from '../../../src-main/cache/unit-vector.ts'

const DIMENSION = 7

/** The same numbers every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
}

function vectors(count: number, seed = 1): Float32Array[] {
  const random = seeded(seed)
  return Array.from({ length: count }, () => {
    const vector = unitVector(Float32Array.from({ length: DIMENSION }, random))
    if (!vector) throw new Error('a random vector is some direction')
    return vector
  })
}

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)

test('finds the same as a sort of all, in order, while entries come, change and go', async () => {
  const index = new ExactIndex(DIMENSION)
  const there = new Map<number, Float32Array>()
  const random = seeded(3)
  for (const [at, vector] of vectors(400).entries()) {
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
    const [asked = vector] = vectors(1, at)
    const sorted = [...there]
      .map(([each, its]) => ({ id: each, similarity: cosine(asked, its) }))
      .sort((a, b) => b.similarity - a.similarity)
    const found = await index.nearest(asked, 5)
    expect(found.map(({ id: each }) => each)).toEqual(sorted.slice(0, 5).map(({ id: each }) => each))
    const floor = await index.nearest(asked, 100, 0.3)
    expect(floor).toHaveLength(sorted.filter(({ similarity }) => similarity >= 0.3).length)
  }
})

test('a vector of NaN is near nothing, and one in the index is never found', async () => {
  const index = new ExactIndex(2)
  index.add(1, Float32Array.of(Number.NaN, 1))
  index.add(2, Float32Array.of(1, 0))
  expect(await index.nearest(Float32Array.of(1, 0), 5)).toEqual([{ id: 2, similarity: 1 }])
  expect(await index.nearest(Float32Array.of(Number.NaN, 0), 5)).toEqual([])
})

test('another dimension is refused, also at the beginning', async () => {
  const index = new ExactIndex(2)
  expect(() => index.add(1, Float32Array.of(1))).toThrow(RangeError)
  await expect(index.nearest(Float32Array.of(1, 0, 0), 1)).rejects.toThrow('3 in an index of 2')
  expect(() => new ExactIndex(0)).toThrow('got 0')
  expect(index.size).toBe(0)
})

test('a unit vector has the direction it came from; what has none is null', () => {
  expect(unitVector(Float32Array.of(3, 4))).toEqual(Float32Array.of(0.6, 0.8))
  expect(unitVector(Float32Array.of(0, -1e-20))).toEqual(Float32Array.of(0, -1))
  for (const none of [[], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1]]) {
    expect(unitVector(Float32Array.from(none))).toBeNull()
  }
})
