import { createRequire } from 'node:module'

/**
 * How well it is linked, against what it costs. M (Malkov and Yashunin, 2018, section 4.1: 12 to 48 for vectors of high
 * dimension) and efConstruction are the defaults of usearch (16 and 128). efSearch is above its default of 64: of
 * 100,000 x 768 in small clusters, 64 found the nearest in 97 % of the searches.
 */
const CONNECTIVITY = 16
const EXPANSION_ADD = 128
const EXPANSION_SEARCH = 256

/** The nearest of many unit vectors, nearly always found without looking at each: an HNSW graph of usearch. */
export class Graph {
  readonly dimension: number
  readonly #index: import('usearch').Index

  /** Throws where the library has no binary for this machine. */
  constructor(dimension: number) {
    this.dimension = dimension
    const { Index, MetricKind, ScalarKind } = usearch()
    this.#index = new Index({
      dimensions: dimension,
      metric: MetricKind.IP,
      // Whoever searches measures again what is found by the exact vectors.
      quantization: ScalarKind.BF16,
      connectivity: CONNECTIVITY,
      expansion_add: EXPANSION_ADD,
      expansion_search: EXPANSION_SEARCH,
      multi: false,
    })
  }

  /** Takes the place of what has the same id. */
  add(id: number, vector: Float32Array): void {
    this.remove(id)
    this.#index.add(BigInt(id), vector, 1)
  }

  remove(id: number): void {
    const key = BigInt(id)
    if (this.#index.contains(key)) this.#index.remove(key)
  }

  /** Ids, the most similar first. */
  search(vector: Float32Array, count: number): readonly number[] {
    if (this.#index.size() === 0) return []
    return Array.from(this.#index.search(vector, count, 1).keys, Number)
  }
}

/** By `require`: its ESM build finds its binary by the names in a stack trace, which a bundle changes. */
export function usearch(): typeof import('usearch') {
  return createRequire(import.meta.url)('usearch') as typeof import('usearch')
}
