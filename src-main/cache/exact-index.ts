import type { Neighbour, VectorIndex } from './vector-index.ts'

const FIRST_ROOM = 4

/**
 * Every vector is looked at. They lie one after the other in one Float32Array, which doubles when it is full; the
 * last one takes the place of one that goes.
 */
export class ExactIndex implements VectorIndex {
  readonly #dimension: number
  #vectors: Float32Array
  #ids: number[] = []
  readonly #places = new Map<number, number>()

  /** Throws RangeError where `dimension` is not a whole number from 1. */
  constructor(dimension: number) {
    if (!(Number.isInteger(dimension) && dimension >= 1)) {
      throw new RangeError(`ExactIndex dimension must be a whole number from 1, got ${dimension}`)
    }
    this.#dimension = dimension
    this.#vectors = new Float32Array(FIRST_ROOM * dimension)
  }

  get size(): number {
    return this.#ids.length
  }

  add(id: number, vector: Float32Array): void {
    this.#check(vector)
    let place = this.#places.get(id)
    if (place === undefined) {
      place = this.#ids.length
      this.#makeRoom(place + 1)
      this.#ids.push(id)
      this.#places.set(id, place)
    }
    this.#vectors.set(vector, place * this.#dimension)
  }

  remove(id: number): void {
    const place = this.#places.get(id)
    if (place === undefined) return
    const last = this.#ids.length - 1
    const moved = this.#ids[last]
    if (moved !== undefined && place !== last) {
      const from = last * this.#dimension
      this.#vectors.copyWithin(place * this.#dimension, from, from + this.#dimension)
      this.#ids[place] = moved
      this.#places.set(moved, place)
    }
    this.#ids.pop()
    this.#places.delete(id)
  }

  nearest(vector: Float32Array, count: number, floor = -1): readonly Neighbour[] {
    this.#check(vector)
    const best: Neighbour[] = []
    let least = floor
    for (let place = 0; place < this.#ids.length; place++) {
      const similarity = this.#similarity(vector, place * this.#dimension)
      // Not the other way round: NaN is below everything.
      if (!(similarity >= least) || (best.length === count && similarity === least)) continue
      insert(best, { id: this.#ids[place] ?? -1, similarity }, count)
      if (best.length === count) least = best.at(-1)?.similarity ?? floor
    }
    return best
  }

  /** Four sums that do not wait for each other: twice as fast as one. */
  #similarity(vector: Float32Array, from: number): number {
    const vectors = this.#vectors
    const length = vector.length
    const whole = length - (length % 4)
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let at = 0; at < whole; at += 4) {
      const place = from + at
      a += (vector[at] as number) * (vectors[place] as number)
      b += (vector[at + 1] as number) * (vectors[place + 1] as number)
      c += (vector[at + 2] as number) * (vectors[place + 2] as number)
      d += (vector[at + 3] as number) * (vectors[place + 3] as number)
    }
    for (let at = whole; at < length; at++) a += (vector[at] as number) * (vectors[from + at] as number)
    return a + b + c + d
  }

  #makeRoom(count: number): void {
    if (count * this.#dimension <= this.#vectors.length) return
    const grown = new Float32Array(this.#vectors.length * 2)
    grown.set(this.#vectors)
    this.#vectors = grown
  }

  #check(vector: Float32Array): void {
    if (vector.length !== this.#dimension) {
      throw new RangeError(`A vector of ${vector.length} in an index of ${this.#dimension} dimensions`)
    }
  }
}

/** Keeps `best` in order, most similar first, and no longer than `count`. */
function insert(best: Neighbour[], found: Neighbour, count: number): void {
  const place = best.findIndex(({ similarity }) => similarity < found.similarity)
  if (place === -1) best.push(found)
  else best.splice(place, 0, found)
  if (best.length > count) best.pop()
}
