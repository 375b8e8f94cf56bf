import type { Disposable } from '../base/disposable.ts'

export interface Neighbour {
  readonly id: number
  /** Cosine, -1 to 1. */
  readonly similarity: number
}

/** Unit vectors of one dimension by id. Ids are whole numbers from 0. */
export interface VectorIndex extends Disposable {
  readonly size: number
  /**
   * An id that is there is replaced; it is found by look-ups that begin from now on. Throws RangeError for another
   * dimension.
   */
  add(id: number, vector: Float32Array): void
  /** Nothing where it is not there. It is in no answer from now on, also of look-ups that have begun. */
  remove(id: number): void
  /**
   * The most similar first, `count` at most, none below `floor` (-1 where it is not given). Holds the event loop for
   * a millisecond at a time. Rejects with RangeError for another dimension, with the signal's reason once aborted.
   */
  nearest(
    vector: Float32Array,
    count: number,
    floor?: number,
    signal?: AbortSignal,
  ): Promise<readonly Neighbour[]>
  /** Frees what it holds outside this thread. */
  dispose(): void
}
