import { describe, expect, test } from 'vitest'
import { resultOf } from '../../../../src-main/cache/experiment/arm-counts.ts'
import { verdictOf } from '../../../../src-main/cache/experiment/verdict.ts'

/** An arm: threshold, look-ups, hits, compared, disagreements; guarded unless told. */
const arm = (
  threshold: number,
  [lookups, hits, compared, disagreements]: readonly [number, number, number, number],
  isGuarded = true,
) => resultOf({ threshold, isGuarded }, { lookups, hits, compared, disagreements })

describe('the verdict', () => {
  test('waits for look-ups, and says how many there are', () => {
    const arms = [arm(0.92, [120, 10, 0, 0]), arm(0.9, [120, 90, 90, 0])]
    expect(verdictOf(arms)).toEqual({ kind: 'not_enough', missing: '120 of 200 look-ups' })
  })

  test('waits for the guarded arm that has fewest, where each has its own', () => {
    const arms = [arm(0.92, [400, 10, 0, 0]), arm(0.9, [80, 9, 0, 0]), arm(0.5, [3, 3, 0, 0], false)]
    expect(verdictOf(arms)).toEqual({ kind: 'not_enough', missing: '80 of 200 look-ups' })
  })

  test('waits for comparisons of an arm that hits more', () => {
    const arms = [arm(0.92, [200, 20, 30, 1]), arm(0.9, [200, 60, 3, 0])]
    expect(verdictOf(arms)).toEqual({
      kind: 'not_enough',
      missing: '3 of 20 comparisons at 0.9 with the guard',
    })
  })

  test('waits for those of the first arm, where the other is not harmless by itself', () => {
    const arms = [arm(0.92, [200, 20, 7, 0]), arm(0.9, [200, 60, 20, 0])]
    expect(verdictOf(arms)).toEqual({
      kind: 'not_enough',
      missing: '7 of 20 comparisons at 0.92 with the guard',
    })
    const harmless = [arm(0.92, [200, 20, 7, 0]), arm(0.9, [200, 60, 200, 0])]
    expect(verdictOf(harmless)).toMatchObject({ kind: 'adopt', arm: 1 })
  })

  test('proposes what hits more and disagrees no more often; of two, the one that hits most', () => {
    const arms = [
      arm(0.92, [300, 60, 30, 1]),
      arm(0.9, [300, 100, 60, 1]),
      arm(0.88, [300, 120, 60, 1]),
      arm(0.95, [300, 30, 30, 0]),
    ]
    expect(verdictOf(arms)).toEqual({
      kind: 'adopt',
      arm: 2,
      because:
        '40.0 % of look-ups hit instead of 20.0 %, and at most 8.9 % of its answers differ from fresh ones.',
    })
  })

  test('proposes the second best where more of the answers of the best differ', () => {
    const arms = [arm(0.92, [300, 60, 30, 1]), arm(0.9, [300, 100, 60, 1]), arm(0.8, [300, 200, 60, 20])]
    expect(verdictOf(arms)).toMatchObject({ kind: 'adopt', arm: 1 })
  })

  test('keeps what is where more hits come with more wrong answers', () => {
    const arms = [arm(0.92, [300, 60, 30, 1]), arm(0.8, [300, 200, 60, 20])]
    expect(verdictOf(arms)).toMatchObject({ kind: 'keep', because: expect.stringContaining('0.8 with the') })
  })

  test('keeps what is where no arm hits more by more than chance', () => {
    const arms = [arm(0.92, [200, 40, 30, 1]), arm(0.9, [200, 50, 30, 0]), arm(0.95, [200, 10, 30, 0])]
    expect(verdictOf(arms)).toEqual({
      kind: 'keep',
      because: 'No guarded arm hits more often than 0.92 with the guard.',
    })
  })

  test('never proposes an arm without the guard, whatever its figures are', () => {
    const arms = [arm(0.92, [900, 90, 90, 0]), arm(0.92, [900, 800, 800, 0], false)]
    expect(verdictOf(arms)).toMatchObject({ kind: 'keep' })
  })
})
