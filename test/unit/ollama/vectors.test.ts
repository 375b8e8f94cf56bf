import { describe, expect, it } from 'vitest'
import { checkedVectors, unitVector } from '../../../src-main/ollama/vectors.ts'

describe('vectors from a server', () => {
  it('are taken as they are where they are right', () => {
    expect(
      checkedVectors(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ).map((vector) => [...vector]),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(checkedVectors([], 0)).toEqual([])
  })

  it.each([
    ['no list', null, 1],
    ['too few', [[1]], 2],
    ['too many', [[1], [2]], 1],
    ['an empty one', [[]], 1],
    ['all zeros', [[0, 0]], 1],
    ['null, which is how JSON has NaN', [[1, null]], 1],
    ['text', [['1']], 1],
    ['beyond what a float holds', [[1e300]], 1],
    [
      'two dimensions',
      [
        [1, 2],
        [1, 2, 3],
      ],
      2,
    ],
  ])('are refused: %s', (_name, sent, texts) => {
    expect(() => checkedVectors(sent, texts)).toThrow(expect.objectContaining({ code: 'EMBEDDING_INVALID' }))
  })

  it('become unit vectors of the same direction', () => {
    const unit = unitVector(Float32Array.of(3, 4))
    expect(unit[0]).toBeCloseTo(0.6)
    expect(unit[1]).toBeCloseTo(0.8)
  })
})
