import type { CalibrationCurve, CalibrationView } from '../../../src-shared/schemas/cache-calibration.ts'
import type { Settings } from '../../../src-shared/schemas/settings.ts'
import type { Clock } from '../../base/clock.ts'
import { type Disposable, DisposableStore } from '../../base/disposable.ts'
import { Emitter, type Event } from '../../base/emitter.ts'
import type { Logger } from '../../base/logger.ts'
import type { QuietTime } from '../../base/quiet-time.ts'
import type { Embedder, Models } from '../../ollama/index.ts'
import type { Guard } from '../lookup.ts'
import type { CalibrationStore, KeptMeasurement } from './calibration-store.ts'
import type { LabelledPairs } from './labelled-pairs.ts'
import { Measurement } from './measurement.ts'
import { Measurements } from './measurements.ts'
import { type ThresholdSettings, thresholdInForce } from './threshold-in-force.ts'

/** What each embedder's cosines are worth, and which of them is the threshold. */
export interface Calibration {
  view(): CalibrationView
  /** Measures the embedder in use once more, when it is quiet. What was measured before is in force until then. */
  calibrate(): CalibrationView
  /** What is in force for questions of this embedder. Null: there is none. */
  thresholdFor(embedderDigest: string | null): CalibrationView['inForce']
  /** State, curve or what is in force changed. */
  readonly onChange: Event<CalibrationView>
}

type CalibrationSettings = ThresholdSettings & Pick<Settings, 'cachePrecision' | 'cacheEnabled'>

export interface CalibratorOptions {
  readonly models: Pick<Models, 'embedder' | 'onSelection'>
  readonly settings: { readonly values: CalibrationSettings; readonly onChanged: Event<CalibrationSettings> }
  readonly pairs: LabelledPairs
  readonly guard: Guard
  readonly store: CalibrationStore
  readonly quiet: QuietTime
  readonly clock: Clock
  readonly log: Logger
}

/** After a measurement that failed. */
const RETRY_MS = 600_000

/** One embedder that is being measured. */
interface Run {
  readonly embedder: string
  readonly measurement: Measurement
  readonly end: AbortController
  /** A curve is there already, and only the guard is asked again. */
  readonly isRefresh: boolean
  isUnderWay: boolean
}

/**
 * Measures each embedder that comes into use on the labelled pairs, in quiet times, and keeps the result. The guard's
 * part is found out anew in each run of the app: it may have been another guard that was kept.
 */
export class Calibrator implements Calibration, Disposable {
  readonly #options: CalibratorOptions
  readonly #parts = new DisposableStore()
  readonly #changed = new Emitter<CalibrationView>()
  readonly onChange = this.#changed.event
  readonly #measurements: Measurements
  /** Digests of whose pairs this guard was asked. */
  readonly #judged = new Set<string>()
  #run: Run | null = null
  #failed: string | null = null
  #retry: Disposable | null = null
  #working: Promise<void> = Promise.resolve()
  #isDisposed = false

  constructor(options: CalibratorOptions) {
    this.#options = options
    this.#measurements = new Measurements(options)
    this.#parts.add(options.models.onSelection(() => this.#consider()))
    this.#parts.add(options.settings.onChanged(() => this.#consider()))
    this.#consider()
  }

  view(): CalibrationView {
    const embedder = this.#options.models.embedder()
    const run = this.#run?.embedder === embedder?.digest ? this.#run : null
    const curve = embedder && this.#curve(embedder)
    const isMeasuring = run?.isUnderWay === true && !run.isRefresh
    return {
      state: this.#state(embedder, run, curve),
      progress: isMeasuring ? run.measurement.progress : null,
      curve,
      inForce: thresholdInForce(this.#options.settings.values, curve),
      wantedPrecision: this.#options.settings.values.cachePrecision,
    }
  }

  calibrate(): CalibrationView {
    const embedder = this.#options.models.embedder()
    if (embedder && (this.#run?.embedder !== embedder.digest || this.#run.isRefresh))
      this.#begin(embedder, null)
    return this.view()
  }

  thresholdFor(embedderDigest: string | null): CalibrationView['inForce'] {
    const { values } = this.#options.settings
    if (values.cacheThresholdBy === 'cosine' || embedderDigest === null) return thresholdInForce(values, null)
    const embedder = this.#options.models.embedder()
    const name = embedder?.digest === embedderDigest ? embedder.name : embedderDigest
    return thresholdInForce(values, this.#curve({ digest: embedderDigest, name }))
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    await this.#parts.dispose()
    void this.#retry?.dispose()
    this.#run?.end.abort(new DOMException('The app is closing', 'AbortError'))
    await this.#working
    this.#changed.dispose()
  }

  /** Another embedder may be in use. */
  #consider(): void {
    const embedder = this.#options.models.embedder()
    if (this.#run && this.#run.embedder !== embedder?.digest) this.#abandon()
    // What could not be measured is tried again after a while, or when it has been away.
    if (this.#failed !== embedder?.digest) this.#failed = null
    // For a cache that is switched off nothing is measured unasked.
    const { cacheEnabled } = this.#options.settings.values
    if (cacheEnabled && embedder && !this.#run && this.#failed === null) {
      const known = this.#measurements.of(embedder.digest)
      if (!known || !this.#judged.has(embedder.digest)) this.#begin(embedder, known)
    }
    this.#tell()
  }

  /** @param known of which the cosines are right, and only the guard is asked again; null: all is measured */
  #begin(embedder: Embedder, known: KeptMeasurement | null): void {
    this.#abandon()
    if (this.#isDisposed || this.#options.pairs.pairs.length === 0) return
    const { pairs, guard, clock } = this.#options
    const { digest } = embedder
    const measurement = new Measurement({
      ...{ embedder, guard, clock, pairs: pairs.pairs, cosines: known?.cosines },
      onProgress: () => this.#tell(),
    })
    const end = new AbortController()
    const run: Run = { embedder: digest, measurement, end, isRefresh: known !== null, isUnderWay: false }
    this.#run = run
    this.#failed = null
    this.#working = Promise.all([this.#working, this.#measure(run, known)]).then(() => undefined)
    this.#tell()
  }

  #abandon(): void {
    void this.#retry?.dispose()
    this.#retry = null
    this.#run?.end.abort(new DOMException('Another embedder is in use', 'AbortError'))
    this.#run = null
  }

  /** Never throws. */
  async #measure(run: Run, known: KeptMeasurement | null): Promise<void> {
    const { quiet, clock, log } = this.#options
    const { embedder, measurement, end } = run
    try {
      for (;;) {
        const result = await quiet.run((signal) => this.#underWay(run, signal), end.signal)
        if (!('done' in result)) continue
        this.#judged.add(embedder)
        if (!known || !Buffer.from(known.verdicts).equals(result.done.verdicts)) {
          this.#measurements.keep(embedder, {
            ...result.done,
            measuredAt: known?.measuredAt ?? clock.now(),
          })
        }
        break
      }
      if (this.#run === run) this.#run = null
    } catch (error) {
      if (end.signal.aborted) return
      log.warn({ err: error, progress: measurement.progress }, 'the embedder could not be measured')
      this.#run = null
      this.#failed = embedder
      this.#retry = clock.after(RETRY_MS, () => {
        this.#failed = null
        this.#consider()
      })
    }
    this.#tell()
  }

  async #underWay(run: Run, signal: AbortSignal) {
    run.isUnderWay = true
    this.#tell()
    try {
      return await run.measurement.goOn(signal)
    } finally {
      run.isUnderWay = false
      this.#tell()
    }
  }

  #curve(embedder: Pick<Embedder, 'digest' | 'name'>): CalibrationCurve | null {
    return this.#measurements.curve(embedder, this.#options.settings.values.cachePrecision)
  }

  #state(
    embedder: Embedder | null,
    run: Run | null,
    curve: CalibrationCurve | null,
  ): CalibrationView['state'] {
    if (!embedder) return 'no_embedder'
    if (this.#options.pairs.pairs.length === 0) return 'failed'
    if (run && !run.isRefresh) return run.isUnderWay ? 'measuring' : 'waiting'
    if (this.#failed === embedder.digest) return 'failed'
    return curve ? 'ready' : 'waiting'
  }

  #tell(): void {
    if (!this.#isDisposed) this.#changed.fire(this.view())
  }
}
