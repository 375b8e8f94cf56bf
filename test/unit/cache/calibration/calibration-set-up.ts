import { onTestFinished } from 'vitest'
import { Emitter } from '../../../../src-main/base/emitter.ts'
import { QuietTime } from '../../../../src-main/base/quiet-time.ts'
import { CalibrationStore } from '../../../../src-main/cache/calibration/calibration-store.ts'
import { Calibrator, type CalibratorOptions } from '../../../../src-main/cache/calibration/calibrator.ts'
import { type LabelledPair, labelledPairs } from '../../../../src-main/cache/calibration/labelled-pairs.ts'
import type { Guard } from '../../../../src-main/cache/index.ts'
import { type Database, openDatabase } from '../../../../src-main/storage/index.ts'
import type { CalibrationView } from '../../../../src-shared/schemas/cache-calibration.ts'
import { FakeEmbedder, FakeModels } from '../../../fakes/fake-models.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { silentLog } from '../../../fakes/silent-log.ts'

export const QUIET_MS = 2_000
/** Five batches of eight texts. */
export const pairs: LabelledPair[] = Array.from({ length: 20 }, (_, n) => ({
  kind: n % 2 === 0 ? 'same' : 'related',
  a: `how does part${n} work`,
  b: n % 2 === 0 ? `part${n} how does it work` : `another${n} subject`,
}))

/** Models, settings and time that the test moves, on a real database. */
export function calibrationWorld(embedder: FakeEmbedder | null = new FakeEmbedder()) {
  const clock = new ManualClock()
  const database = openDatabase({ file: ':memory:', log: silentLog().scope('database') })
  onTestFinished(() => void database.dispose())
  const quiet = new QuietTime(clock)
  const models = new FakeModels(embedder)
  const changed = new Emitter<CalibratorOptions['settings']['values']>()
  let values: CalibratorOptions['settings']['values'] = {
    ...{ cacheThreshold: 0.92, cacheThresholdBy: 'precision', cachePrecision: 0.5 },
    cacheEnabled: true,
  }
  const settings = {
    get values() {
      return values
    },
    onChanged: changed.event,
    set(change: Partial<typeof values>) {
      values = { ...values, ...change }
      changed.fire(values)
    },
  }
  return {
    ...{ clock, database, quiet, models, settings, embedder: embedder ?? new FakeEmbedder() },
    /** As one run of the app has it. */
    start(guard: Guard = () => null, of = pairs, store = new CalibrationStore(database)) {
      const calibrator = new Calibrator({
        ...{ models, settings, guard, quiet, clock, store, pairs: labelledPairs(of) },
        log: silentLog().scope('calibration'),
      })
      onTestFinished(() => calibrator.dispose())
      return calibrator
    },
  }
}

/** Resolves with the first view that fits, now or after a change. */
export function until(
  calibrator: Calibrator,
  fits: (view: CalibrationView) => boolean,
): Promise<CalibrationView> {
  return new Promise((resolve) => {
    const look = () => {
      if (!fits(calibrator.view())) return
      void listening.dispose()
      resolve(calibrator.view())
    }
    const listening = calibrator.onChange(look)
    look()
  })
}

export const isReady = ({ state }: CalibrationView): boolean => state === 'ready'

/** How many measurements are kept. */
export const rows = (database: Database): number =>
  database.prepare<{ n: number }>('SELECT count(*) AS n FROM cache_calibration').get()?.n ?? -1

/** Lets everything that can go on go on. */
export const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}
