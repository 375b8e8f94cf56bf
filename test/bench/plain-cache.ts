import { dot } from './cosine.ts'

/**
 * A semantic cache as it is usually written: the nearest question by cosine, served from 0.92 on. No partition, no
 * guard, no look at the documents; forgotten when the program ends. Vectors are of unit length.
 */
export class PlainCache<T> {
  readonly #threshold: number
  readonly #entries: { readonly vector: Float32Array; readonly answer: T }[] = []

  constructor(threshold = 0.92) {
    this.#threshold = threshold
  }

  add(vector: Float32Array, answer: T): void {
    this.#entries.push({ vector, answer })
  }

  find(vector: Float32Array): T | null {
    let best: T | null = null
    let most = this.#threshold
    for (const entry of this.#entries) {
      const similarity = dot(vector, entry.vector)
      if (similarity >= most) {
        most = similarity
        best = entry.answer
      }
    }
    return best
  }
}
