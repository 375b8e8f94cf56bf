/** Of a block, from which on another is begun: growing copies three quarters of a megabyte at most (768 dimensions). */
const ROWS = 256
const FIRST_ROWS = 4
/** A row is measured by so much of it first. The best of 1/4 to 1/2 on 2,000 and 5,000 vectors of 384 to 1,024. */
const HEAD = 3 / 8
/** What rounding may take from a sum of products of two unit vectors. */
const ROUNDING = 1e-5

interface Block {
  /** One vector after the other. */
  vectors: Float32Array
  /** Length of each vector's part after the head. */
  tails: Float32Array
}

/** A vector that is looked for. */
export interface Query {
  readonly vector: Float32Array
  /** Length of its part after the head. */
  readonly tail: number
}

/**
 * Unit vectors by id, in rows without a gap: the last one takes the place of one that goes. They lie in blocks, so
 * that growing never copies them all: doubling one array of 65,536 x 768 would hold the event loop for 100 ms.
 */
export class VectorTable {
  readonly dimension: number
  readonly #head: number
  readonly #blocks: Block[] = []
  readonly #ids: number[] = []
  readonly #places = new Map<number, number>()

  /** Throws RangeError where `dimension` is not a whole number from 1. */
  constructor(dimension: number) {
    if (!(Number.isInteger(dimension) && dimension >= 1)) {
      throw new RangeError(`The dimension of an index must be a whole number from 1, got ${dimension}`)
    }
    this.dimension = dimension
    this.#head = Math.floor((dimension * HEAD) / 4) * 4
  }

  get size(): number {
    return this.#ids.length
  }

  ids(): IterableIterator<number> {
    return this.#places.keys()
  }

  has(id: number): boolean {
    return this.#places.has(id)
  }

  /** Throws RangeError for another dimension. */
  set(id: number, vector: Float32Array): void {
    this.#check(vector)
    let place = this.#places.get(id)
    if (place === undefined) {
      place = this.#ids.length
      this.#makeRoom(place)
      this.#ids.push(id)
      this.#places.set(id, place)
    }
    const { vectors, tails } = this.#block(place)
    const row = place % ROWS
    vectors.set(vector, row * this.dimension)
    tails[row] = this.#tail(vector)
  }

  /** False where it was not there. */
  remove(id: number): boolean {
    const place = this.#places.get(id)
    if (place === undefined) return false
    const last = this.#ids.length - 1
    const moved = this.#ids[last] ?? id
    if (place !== last) this.#move(last, place, moved)
    this.#ids.pop()
    this.#places.delete(id)
    // One is spared, so that coming and going at its edge does not make it anew each time.
    if (this.#blocks.length > Math.ceil(last / ROWS) + 1) this.#blocks.pop()
    return true
  }

  /** Throws RangeError for another dimension. */
  query(vector: Float32Array): Query {
    this.#check(vector)
    return { vector, tail: this.#tail(vector) }
  }

  idAt(place: number): number {
    return this.#ids[place] ?? -1
  }

  /**
   * Cosine with the row at `place`; minus infinity where it is below `least`, mostly found out by the head alone: what
   * the tails add is at most the product of their lengths (Cauchy and Schwarz). NaN where one of the two has a NaN.
   */
  similarityAt(place: number, { vector, tail }: Query, least: number): number {
    const { vectors, tails } = this.#block(place)
    const row = place % ROWS
    const from = row * this.dimension
    const head = dot(vector, vectors, from, 0, this.#head)
    if (head + tail * (tails[row] as number) < least - ROUNDING) return Number.NEGATIVE_INFINITY
    return head + dot(vector, vectors, from, this.#head, this.dimension)
  }

  /** As `similarityAt`; minus infinity where the id is not there. */
  similarity(id: number, query: Query, least: number): number {
    const place = this.#places.get(id)
    return place === undefined ? Number.NEGATIVE_INFINITY : this.similarityAt(place, query, least)
  }

  /** Writes the vector of `id` into `target` from `offset` on. False where it is not there or is near nothing (a NaN). */
  copy(id: number, target: Float32Array, offset: number): boolean {
    const place = this.#places.get(id)
    if (place === undefined) return false
    const from = (place % ROWS) * this.dimension
    const vector = this.#block(place).vectors.subarray(from, from + this.dimension)
    if (!Number.isFinite(dot(vector, vector, 0, 0, this.dimension))) return false
    target.set(vector, offset)
    return true
  }

  #move(from: number, to: number, id: number): void {
    const source = this.#block(from)
    const target = this.#block(to)
    const start = (from % ROWS) * this.dimension
    target.vectors.set(source.vectors.subarray(start, start + this.dimension), (to % ROWS) * this.dimension)
    target.tails[to % ROWS] = source.tails[from % ROWS] as number
    this.#ids[to] = id
    this.#places.set(id, to)
  }

  /** Small tables stay small: there is one for each conversation that answers were kept of. */
  #makeRoom(place: number): void {
    const last = this.#blocks.at(-1)
    const rows = last?.tails.length ?? 0
    const room = Math.max(0, this.#blocks.length - 1) * ROWS + rows
    if (place < room) return
    if (!last || rows === ROWS) this.#blocks.push(this.#newBlock(last ? ROWS : FIRST_ROWS))
    else {
      const grown = this.#newBlock(rows * 2)
      grown.vectors.set(last.vectors)
      grown.tails.set(last.tails)
      this.#blocks[this.#blocks.length - 1] = grown
    }
  }

  #newBlock(rows: number): Block {
    return { vectors: new Float32Array(rows * this.dimension), tails: new Float32Array(rows) }
  }

  #block(place: number): Block {
    return this.#blocks[Math.floor(place / ROWS)] as Block
  }

  #tail(vector: Float32Array): number {
    return Math.sqrt(dot(vector, vector, 0, this.#head, this.dimension))
  }

  #check(vector: Float32Array): void {
    if (vector.length !== this.dimension) {
      throw new RangeError(`A vector of ${vector.length} in an index of ${this.dimension} dimensions`)
    }
  }
}

/**
 * Sum of the products of `a` and the row of `rows` that begins at `from`, from element `start` to `end`. Four sums that
 * do not wait for each other: twice as fast as one.
 */
function dot(a: Float32Array, rows: Float32Array, from: number, start: number, end: number): number {
  const whole = end - ((end - start) % 4)
  let w = 0
  let x = 0
  let y = 0
  let z = 0
  for (let at = start; at < whole; at += 4) {
    const place = from + at
    w += (a[at] as number) * (rows[place] as number)
    x += (a[at + 1] as number) * (rows[place + 1] as number)
    y += (a[at + 2] as number) * (rows[place + 2] as number)
    z += (a[at + 3] as number) * (rows[place + 3] as number)
  }
  for (let at = whole; at < end; at++) w += (a[at] as number) * (rows[from + at] as number)
  return w + x + y + z
}
