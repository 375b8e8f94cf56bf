import { expect, test } from 'vitest'
import { ExactIndex } from '../../../src-main/cache/exact-index.ts'
import { unitVector } from '../../../src-main/cache/unit-vector.ts'
import { cosine, direction, seededVectors } from '../../fakes/seeded-vectors.ts'
import { vectorIndexSuite } from '../../fakes/vector-index-suite.ts'

vectorIndexSuite('an exact scan', (dimension) => ({
  index: new ExactIndex(dimension, 0),
  settle: async () => {},
}))

test('a row that its head speaks against is found where its tail outweighs that', async () => {
  const dimension = 64
  const index = new ExactIndex(dimension)
  const asked = direction(Float32Array.from({ length: dimension }, (_, at) => (at < 24 ? 0.1 : 1)))
  const near = direction(asked.map((value, at) => (at < 24 ? -value : value)))
  index.add(1, near)
  for (const [at, vector] of seededVectors(600, dimension).entries()) index.add(2 + at, vector)
  const similarity = cosine(asked, near)
  expect(similarity).toBeGreaterThan(0.95)
  const found = await index.nearest(asked, 3, similarity - 1e-6)
  expect(found.map(({ id }) => id)).toEqual([1])
})

test('a unit vector has the direction it came from; what has none is null', () => {
  expect(unitVector(Float32Array.of(3, 4))).toEqual(Float32Array.of(0.6, 0.8))
  expect(unitVector(Float32Array.of(0, -1e-20))).toEqual(Float32Array.of(0, -1))
  for (const none of [[], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1]]) {
    expect(unitVector(Float32Array.from(none))).toBeNull()
  }
})
