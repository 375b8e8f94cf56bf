import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src-main/base/clock.ts'
import { Emitter } from '../../src-main/base/emitter.ts'
import { QuietTime } from '../../src-main/base/quiet-time.ts'
import { CalibrationStore, Calibrator, guard, readLabelledPairs } from '../../src-main/cache/index.ts'
import type { Embedder } from '../../src-main/ollama/index.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { EMBEDDING_MODEL, realEngine } from '../fakes/real-engine.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { until } from '../unit/cache/calibration/calibration-set-up.ts'
import { temporaryFolder } from '../unit/storage/temporary-folder.ts'

const pairsFile = resolve(import.meta.dirname, '../../resources/cache/labelled-pairs.json')
const log = silentLog().scope('calibration')

test('the built-in embedder is measured on the pairs that ship, around a question, and known after a restart', async () => {
  const { server, dispose } = await realEngine()
  onTestFinished(dispose)
  let embedded = 0
  const embedder: Embedder = {
    ...{ name: EMBEDDING_MODEL, backend: 'engine', digest: 'real', dimension: 384, maxTokens: 256 },
    async embed(texts, signal) {
      embedded += texts.length
      return server.embed(EMBEDDING_MODEL, texts, signal)
    },
  }
  const file = join(temporaryFolder(), 'alcove.db')
  const start = () => {
    const database = openDatabase({ file, log })
    const quiet = new QuietTime(systemClock)
    const calibrator = new Calibrator({
      ...{ guard, quiet, log, clock: systemClock, store: new CalibrationStore(database) },
      models: { embedder: () => embedder, onSelection: new Emitter<never>().event },
      settings: {
        values: {
          ...{
            cacheEnabled: true,
            cacheThreshold: 0.92,
            cacheThresholdBy: 'precision',
            cachePrecision: 0.99,
          },
        },
        onChanged: new Emitter<never>().event,
      },
      pairs: readLabelledPairs(pairsFile, log),
    })
    const stop = async () => {
      await calibrator.dispose()
      quiet.dispose()
      await database.dispose()
    }
    return { calibrator, quiet, stop }
  }

  const first = start()
  await until(first.calibrator, ({ progress }) => progress !== null && progress > 0.1)
  const question = first.quiet.begin('question')
  await until(first.calibrator, ({ state }) => state === 'waiting')
  void question.dispose()
  const measured = await until(first.calibrator, ({ state }) => state === 'ready')
  const { curve, inForce } = measured
  // Questions of one subject have cosines up to .8 with this model, so a threshold is above their bulk.
  expect(inForce.by).toBe('precision')
  expect(inForce.threshold).toBeGreaterThan(0.65)
  expect(inForce.threshold).toBeLessThan(0.92)
  const point = curve?.both.find(({ threshold }) => threshold === inForce.threshold)
  expect(point?.precision?.value).toBeGreaterThan(0.99)
  expect(point?.hits).toBeGreaterThan(98)
  // What cosine alone is worth there, is why there is a guard.
  expect(curve?.cosineAlone.find(({ threshold }) => threshold === 0.92)?.precision?.value).toBeLessThan(0.9)
  await first.stop()

  embedded = 0
  const second = start()
  expect(second.calibrator.view()).toEqual(measured)
  await second.stop()
  expect(embedded).toBe(0)
}, 120_000)
