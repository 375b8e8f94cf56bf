import { describe, expect, test } from 'vitest'
import { curvesOf, type JudgedPair, thresholds } from '../../../../src-main/cache/calibration/curve.ts'

const judged = (kind: JudgedPair['kind'], cosine: number, passes: boolean): JudgedPair => ({
  ...{ kind, cosine, passes },
})

/** Four that ask the same, of which the guard rejects one; three that do not, of which it lets one pass. */
const pairs = [
  judged('same', 0.95, true),
  judged('same', 0.9, true),
  judged('same', 0.85, false),
  judged('same', 0.6, true),
  judged('twin', 0.97, false),
  judged('twin', 0.88, true),
  judged('related', 0.55, false),
]

const gist = (point: { hits: number; falseHits: number } | undefined) => [point?.hits, point?.falseHits]

describe('the curve', () => {
  const { cosineAlone, both, guardAlone } = curvesOf(pairs)
  const at = (points: typeof both, threshold: number) => points.find((point) => point.threshold === threshold)

  test('goes from 0.5 to 1 in hundredths', () => {
    expect(thresholds).toHaveLength(51)
    expect(thresholds[0]).toBe(0.5)
    expect(thresholds[42]).toBe(0.92)
    expect(thresholds.at(-1)).toBe(1)
    expect(cosineAlone.map(({ threshold }) => threshold)).toEqual(thresholds)
  })

  test.each([
    [0.5, [7, 3], [4, 1]],
    [0.56, [6, 2], [4, 1]],
    [0.6, [6, 2], [4, 1]],
    [0.86, [4, 2], [3, 1]],
    [0.89, [3, 1], [2, 0]],
    [0.96, [1, 1], [0, 0]],
    [1, [0, 0], [0, 0]],
  ])('at %d it counts hits and false hits', (threshold, alone, together) => {
    expect(gist(at(cosineAlone, threshold))).toEqual(alone)
    expect(gist(at(both, threshold))).toEqual(together)
  })

  test('is a hit at the threshold itself', () => {
    expect(gist(at(curvesOf([judged('same', 0.7, true)]).both, 0.7))).toEqual([1, 0])
  })

  test('of the guard alone looks at no cosine', () => {
    expect(guardAlone).toMatchObject({ threshold: null, hits: 4, falseHits: 1 })
  })

  test('tells precision of the hits, and hit rate of all that ask the same', () => {
    const point = at(both, 0.86)
    expect(point?.precision).toMatchObject({ value: 2 / 3, of: 3 })
    expect(point?.hitRate).toMatchObject({ value: 2 / 4, of: 4 })
    expect(point?.precision?.low).toBeCloseTo(0.2077, 4)
    expect(point?.precision?.high).toBeCloseTo(0.9385, 4)
  })

  test('has no precision where there is no hit, and no hit rate where nothing asks the same', () => {
    expect(at(both, 1)).toMatchObject({ precision: null, hitRate: { value: 0, of: 4 } })
    expect(curvesOf([judged('twin', 0.9, true)]).guardAlone.hitRate).toBeNull()
  })
})
