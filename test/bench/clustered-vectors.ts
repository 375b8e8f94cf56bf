import { seeded } from './seeded.ts'

/** Entries of one subject, on average. */
const CLUSTER = 40
/** Length of what is added to a subject's direction: two of one subject then have a cosine of 0.74 or so. */
const SPREAD = 0.6
/** And to an entry's, to ask it in other words: a cosine of 0.96. */
const REWORDED = 0.3

/** Unit vectors as questions have them: many about the same, in some of many directions. The same every time. */
export class ClusteredVectors {
  readonly #dimension: number
  readonly #centres: readonly Float32Array[]

  constructor(count: number, dimension: number) {
    this.#dimension = dimension
    const random = seeded(dimension)
    this.#centres = Array.from({ length: Math.ceil(count / CLUSTER) }, () => this.#direction(random))
  }

  /** Of an entry. */
  at(place: number): Float32Array {
    return this.#beside(this.#centres[place % this.#centres.length], SPREAD, 1_000_003 * (place + 1))
  }

  /** Of a question near that entry. */
  near(place: number): Float32Array {
    return this.#beside(this.at(place), REWORDED, 7_919 * (place + 1))
  }

  /** Of a question about none of the subjects. */
  far(place: number): Float32Array {
    return this.#direction(seeded(place + 1))
  }

  #beside(from: Float32Array | undefined, length: number, seed: number): Float32Array {
    const random = seeded(seed)
    const noise = this.#direction(random)
    return unit(noise.map((value, at) => value * length + (from?.[at] ?? 0)))
  }

  #direction(random: () => number): Float32Array {
    return unit(new Float32Array(this.#dimension).map(() => random() * 2 - 1))
  }
}

function unit(vector: Float32Array): Float32Array {
  let square = 0
  for (const value of vector) square += value * value
  const scale = 1 / Math.sqrt(square)
  return vector.map((value) => value * scale)
}
