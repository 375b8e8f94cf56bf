import { describe, expect, test } from 'vitest'
import type { JudgedPair } from '../../../../src-main/cache/calibration/curve.ts'
import { recommend } from '../../../../src-main/cache/calibration/recommended.ts'

const many = (count: number, kind: JudgedPair['kind'], cosine: number, passes = true): JudgedPair[] =>
  Array.from({ length: count }, () => ({ kind, cosine, passes }))

describe('the recommended threshold', () => {
  test('is the least at which cosine and guard are precise enough', () => {
    // At 0.7: 120 right of 122, one false. From 0.76 on: 110 right, none false.
    const pairs = [
      ...many(110, 'same', 0.9),
      ...many(10, 'same', 0.7),
      ...many(1, 'twin', 0.75),
      ...many(100, 'twin', 0.95, false),
    ]
    expect(recommend(pairs, 0.99).threshold).toBe(0.76)
    expect(recommend(pairs, 0.98).threshold).toBe(0.5)
  })

  test('is not below what cosine alone keeps apart, however right the guard is on the known pairs', () => {
    // The guard rejects every related pair; cosine alone is right only above 0.8.
    const pairs = [...many(150, 'same', 0.9), ...many(50, 'same', 0.6), ...many(200, 'related', 0.8, false)]
    expect(recommend(pairs, 0.99)).toEqual({ floor: 0.81, threshold: 0.81 })
  })

  test('does not ask of cosine to tell twins apart: no threshold would', () => {
    const pairs = [...many(150, 'same', 0.9), ...many(300, 'twin', 0.99, false)]
    expect(recommend(pairs, 0.99).threshold).toBe(0.5)
  })

  test('is none where the guard lets too many twins pass at every cosine', () => {
    const pairs = [...many(150, 'same', 0.9), ...many(5, 'twin', 0.99)]
    expect(recommend(pairs, 0.99)).toEqual({ floor: 0.5, threshold: null })
  })

  test('is none where the embedder does not tell subjects from questions', () => {
    const pairs = [...many(150, 'same', 0.9), ...many(150, 'related', 0.9, false)]
    expect(recommend(pairs, 0.99)).toEqual({ floor: null, threshold: null })
  })

  test('is none where the pairs are too few to say so: 98 right hits do not show 99 %', () => {
    expect(recommend(many(98, 'same', 0.9), 0.99).threshold).toBeNull()
    expect(recommend(many(99, 'same', 0.9), 0.99).threshold).toBe(0.5)
    expect(recommend(many(9, 'same', 0.9), 0.9).threshold).toBe(0.5)
    expect(recommend(many(10_000, 'same', 0.9), 1).threshold).toBeNull()
  })

  test('counts of the same pairs only those that the guard lets pass', () => {
    const pairs = [...many(98, 'same', 0.9), ...many(100, 'same', 0.95, false)]
    expect(recommend(pairs, 0.99)).toEqual({ floor: 0.5, threshold: null })
  })

  test('is none of no pairs', () => {
    expect(recommend([], 0.5)).toEqual({ floor: null, threshold: null })
  })
})
