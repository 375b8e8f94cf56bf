import type { CalibrationCurve } from '../../../src-shared/schemas/cache-calibration.ts'
import type { Logger } from '../../base/logger.ts'
import type { Embedder } from '../../ollama/index.ts'
import { curveOf } from './calibration-curve.ts'
import type { CalibrationStore, KeptMeasurement } from './calibration-store.ts'
import type { LabelledPairs } from './labelled-pairs.ts'

export interface MeasurementsOptions {
  readonly pairs: LabelledPairs
  readonly store: CalibrationStore
  readonly log: Logger
}

/** What was measured of each embedder, in memory and in the store. A store that fails is as if nothing were in it. */
export class Measurements {
  readonly #options: MeasurementsOptions
  /** By digest; null: nothing is kept of it. */
  readonly #known = new Map<string, KeptMeasurement | null>()
  /** By digest, with the precision that they recommend a threshold for. */
  readonly #curves = new Map<string, { readonly wanted: number; readonly curve: CalibrationCurve }>()

  constructor(options: MeasurementsOptions) {
    this.#options = options
  }

  of(digest: string): KeptMeasurement | null {
    const known = this.#known.get(digest)
    if (known !== undefined) return known
    const { store, pairs, log } = this.#options
    let kept: KeptMeasurement | null = null
    try {
      kept = store.read(digest, pairs.digest, pairs.pairs.length)
    } catch (error) {
      log.warn({ err: error }, 'the measurement of the embedder could not be read')
    }
    this.#known.set(digest, kept)
    return kept
  }

  keep(digest: string, measured: KeptMeasurement): void {
    this.#known.set(digest, measured)
    this.#curves.delete(digest)
    try {
      this.#options.store.write(digest, this.#options.pairs.digest, measured)
    } catch (error) {
      this.#options.log.warn({ err: error }, 'a measurement of the embedder could not be kept')
    }
  }

  /** Null where it was not measured. @param wanted precision, 0 to 1 */
  curve({ digest, name }: Pick<Embedder, 'digest' | 'name'>, wanted: number): CalibrationCurve | null {
    const drawn = this.#curves.get(digest)
    if (drawn?.wanted === wanted && drawn.curve.embedder === name) return drawn.curve
    const measured = this.of(digest)
    if (!measured) return null
    const curve = curveOf({ digest, name }, this.#options.pairs.pairs, measured, wanted)
    this.#curves.set(digest, { wanted, curve })
    return curve
  }
}
