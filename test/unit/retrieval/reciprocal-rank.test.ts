import { expect, it } from 'vitest'
import { fuse } from '../../../src-main/retrieval/reciprocal-rank.ts'

it('adds 1 / (60 + rank) over the rankings', () => {
  const [first, second, third] = fuse([
    ['a', 'b'],
    ['b', 'c'],
  ])
  expect(first).toEqual({ id: 'b', ranks: [2, 1], score: 1 / 62 + 1 / 61 })
  expect(second).toEqual({ id: 'a', ranks: [1, null], score: 1 / 61 })
  expect(third).toEqual({ id: 'c', ranks: [null, 2], score: 1 / 62 })
})

it('keeps the order of equals and counts an id once in a ranking', () => {
  expect(fuse([['a', 'a', 'b'], ['c']]).map(({ id }) => id)).toEqual(['a', 'c', 'b'])
  expect(fuse([])).toEqual([])
})
