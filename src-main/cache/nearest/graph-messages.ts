/** What a batch does to a graph. */
export interface GraphBatch {
  /** Ids whose vectors come: each takes the place of an older one of its id. */
  readonly ids: readonly number[]
  /** One after the other, in the order of `ids`. */
  readonly vectors: Float32Array
  /** Nothing happens for those that are not there. */
  readonly removed: readonly number[]
}

/** `request` is answered once, by a message with the same number. */
export type ToGraphChild =
  | { readonly type: 'open'; readonly graph: number; readonly dimension: number }
  | { readonly type: 'close'; readonly graph: number }
  | {
      readonly type: 'apply'
      readonly request: number
      readonly graph: number
      readonly batch: GraphBatch
    }
  | {
      readonly type: 'search'
      readonly request: number
      readonly graph: number
      readonly vector: Float32Array
      readonly count: number
    }

export type FromGraphChild =
  /** Once, at the beginning; else the library cannot be loaded here, and there is none. */
  | { readonly type: 'ready' }
  | { readonly type: 'unloadable'; readonly message: string }
  | { readonly type: 'applied'; readonly request: number }
  /** The most similar first, as far as the graph knows. */
  | { readonly type: 'found'; readonly request: number; readonly ids: readonly number[] }
