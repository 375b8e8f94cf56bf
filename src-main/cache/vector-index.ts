export interface Neighbour {
  readonly id: number
  /** Cosine, -1 to 1. */
  readonly similarity: number
}

/** Unit vectors of one dimension by id. */
export interface VectorIndex {
  readonly size: number
  /** An id that is there is replaced. Throws RangeError for another dimension. */
  add(id: number, vector: Float32Array): void
  /** Nothing where it is not there. */
  remove(id: number): void
  /** The most similar first, `count` at most, none below `floor`. Throws RangeError for another dimension. */
  nearest(vector: Float32Array, count: number, floor?: number): readonly Neighbour[]
}
