import { unitVector } from '../../src-main/cache/unit-vector.ts'

/** The same numbers every time, -0.5 to 0.5. */
export function seededNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
}

/** The direction of what is not zero. */
export function direction(values: ArrayLike<number>): Float32Array {
  const vector = unitVector(Float32Array.from(values))
  if (!vector) throw new Error('These numbers are no direction')
  return vector
}

export function seededVectors(count: number, dimension: number, seed = 1): Float32Array[] {
  const random = seededNumbers(seed)
  return Array.from({ length: count }, () => direction(Float32Array.from({ length: dimension }, random)))
}

export const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
