import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../base/app-error.ts'
import type { Clock } from '../../base/clock.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Embedder } from '../../ollama/index.ts'
import type { Guard } from '../lookup.ts'
import { unitVector } from '../unit-vector.ts'
import type { LabelledPair } from './labelled-pairs.ts'

/** Of each labelled pair, in their order. */
export interface Measured {
  readonly cosines: Float32Array
  /** 1 where the guard finds nothing against the pair. */
  readonly verdicts: Uint8Array
}

export interface MeasurementOptions {
  readonly embedder: Embedder
  readonly pairs: readonly LabelledPair[]
  readonly guard: Guard
  readonly clock: Clock
  /** Of an earlier measurement of the same embedder: only the guard is asked then, which may have changed since. */
  readonly cosines?: Float32Array | undefined
  readonly onProgress: () => void
}

/** Texts of one call: so small that a person who asks meanwhile waits for it no longer than can be felt. */
const BATCH = 8
const BATCH_MS = 60_000
/** The guard is asked for so long without a pause; the main loop is others' too. */
const SLICE_MS = 2

/** Measures one embedder on the labelled pairs. What was done before an interruption is not done again. */
export class Measurement {
  readonly #options: MeasurementOptions
  readonly #texts: readonly string[]
  readonly #vectors = new Map<string, Float32Array>()

  constructor(options: MeasurementOptions) {
    this.#options = options
    this.#texts = [...new Set(options.pairs.flatMap(({ a, b }) => [a, b]))]
  }

  /** 0 to 1. */
  get progress(): number {
    return this.#options.cosines ? 1 : this.#vectors.size / this.#texts.length
  }

  /** Throws what `signal` was aborted with, or what the embedder throws; may be called again after either. */
  async goOn(signal: AbortSignal): Promise<Measured> {
    if (!this.#options.cosines) await this.#embed(signal)
    const verdicts = await this.#judge(signal)
    return { cosines: this.#options.cosines ?? this.#cosines(), verdicts }
  }

  async #embed(signal: AbortSignal): Promise<void> {
    const { embedder, clock, onProgress } = this.#options
    const missing = this.#texts.filter((text) => !this.#vectors.has(text))
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH)
      const vectors = await withDeadline(clock, BATCH_MS, signal, (limited) =>
        embedder.embed(batch, limited, 'background'),
      )
      batch.forEach((text, at) => {
        const vector = vectors[at] && unitVector(vectors[at])
        if (!vector) throw new AppError('EMBEDDING_INVALID')
        this.#vectors.set(text, vector)
      })
      onProgress()
    }
  }

  async #judge(signal: AbortSignal): Promise<Uint8Array> {
    const { pairs, guard, clock } = this.#options
    const verdicts = new Uint8Array(pairs.length)
    let sliceBegan = clock.monotonic()
    for (const [at, { a, b }] of pairs.entries()) {
      verdicts[at] = guard(a, b) === null ? 1 : 0
      if (clock.monotonic() - sliceBegan < SLICE_MS) continue
      await nextTurn()
      signal.throwIfAborted()
      sliceBegan = clock.monotonic()
    }
    return verdicts
  }

  #cosines(): Float32Array {
    const { pairs } = this.#options
    return Float32Array.from(pairs, ({ a, b }) => dot(this.#vectors.get(a), this.#vectors.get(b)))
  }
}

function dot(one: Float32Array | undefined, other: Float32Array | undefined): number {
  if (!one || one.length !== other?.length) throw new AppError('EMBEDDING_INVALID')
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
}
