import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/app-error.ts'
import { CalibrationStore } from '../../../../src-main/cache/calibration/calibration-store.ts'
import { FakeEmbedder } from '../../../fakes/fake-models.ts'
import { calibrationWorld, isReady, pairs, QUIET_MS, rows, turns, until } from './calibration-set-up.ts'

describe('an embedder that comes into use', () => {
  test('is measured when it is quiet, and its curve is there', async () => {
    const { start, clock, embedder } = calibrationWorld()
    const calibrator = start()
    expect(calibrator.view()).toMatchObject({ state: 'waiting', progress: null, curve: null })
    clock.advance(QUIET_MS)
    const { curve } = await until(calibrator, isReady)
    expect(embedder.asked).toHaveLength(40)
    expect(curve).toMatchObject({ digest: embedder.digest, pairs: { same: 10, different: 10 } })
    // Four of five words in common.
    const at = curve?.both.findIndex(({ falseHits }) => falseHits === 0) ?? -1
    expect(curve?.both[at]?.hits).toBe(10)
  })

  test('is not measured for a cache that is off, and is once that is on', async () => {
    const { start, clock, settings, embedder } = calibrationWorld()
    settings.set({ cacheEnabled: false })
    const calibrator = start()
    clock.advance(QUIET_MS)
    await turns()
    expect(embedder.asked).toEqual([])
    settings.set({ cacheEnabled: true })
    clock.advance(QUIET_MS)
    expect((await until(calibrator, isReady)).curve).toMatchObject({ digest: embedder.digest })
  })

  test('tells of its progress', async () => {
    const { start, clock } = calibrationWorld()
    const calibrator = start()
    const seen: (number | null)[] = []
    calibrator.onChange(({ state, progress }) => state === 'measuring' && seen.push(progress))
    clock.advance(QUIET_MS)
    await until(calibrator, isReady)
    expect(seen[0]).toBe(0)
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted())
  })

  test('makes room for a question, and goes on from where it was', async () => {
    const { start, clock, quiet, embedder } = calibrationWorld()
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, ({ progress }) => progress !== null && progress >= 0.4)
    const question = quiet.begin('question')
    await until(calibrator, ({ state }) => state === 'waiting')
    const before = embedder.asked.length
    expect(before).toBeLessThan(40)
    void question.dispose()
    expect(embedder.asked).toHaveLength(before)
    clock.advance(QUIET_MS)
    await until(calibrator, isReady)
    expect(embedder.asked).toHaveLength(40)
  })

  test('is measured once; another is measured anew, and the first is known when it returns', async () => {
    const { start, clock, models, embedder } = calibrationWorld()
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, isReady)
    const other = new FakeEmbedder('sha256:two')
    models.select(other)
    expect(calibrator.view()).toMatchObject({ state: 'waiting', curve: null })
    clock.advance(QUIET_MS)
    expect((await until(calibrator, isReady)).curve?.digest).toBe('sha256:two')
    expect(other.asked).toHaveLength(40)
    models.select(embedder)
    expect(calibrator.view()).toMatchObject({ state: 'ready', curve: { digest: embedder.digest } })
    expect(embedder.asked).toHaveLength(40)
  })

  test('that comes while another is measured is measured instead', async () => {
    const { start, clock, models, embedder, database } = calibrationWorld()
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, ({ progress }) => progress !== null && progress >= 0.4)
    models.select(new FakeEmbedder('sha256:two'))
    const before = embedder.asked.length
    expect((await until(calibrator, isReady)).curve?.digest).toBe('sha256:two')
    expect(embedder.asked).toHaveLength(before)
    expect(rows(database)).toBe(1)
  })

  test('that goes while it is measured leaves nothing behind', async () => {
    const { start, clock, models, database } = calibrationWorld()
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, ({ state }) => state === 'measuring')
    models.select(null)
    expect(calibrator.view()).toMatchObject({ state: 'no_embedder', progress: null, curve: null })
    await calibrator.dispose()
    expect(rows(database)).toBe(0)
  })

  test('that fails is tried again later', async () => {
    const { start, clock, embedder } = calibrationWorld()
    embedder.error = new AppError('EMBEDDING_INVALID')
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, ({ state }) => state === 'failed')
    expect(calibrator.view()).toMatchObject({ curve: null, inForce: { threshold: 0.92, by: 'fallback' } })
    embedder.error = null
    clock.advance(9 * 60_000)
    expect(calibrator.view().state).toBe('failed')
    clock.advance(60_000)
    expect((await until(calibrator, isReady)).curve).not.toBeNull()
  })

  test('that fails is tried again at once when a person says so, or when it has been away', async () => {
    for (const again of ['calibrate', 'select'] as const) {
      const { start, clock, models, embedder } = calibrationWorld()
      embedder.error = new AppError('EMBEDDING_INVALID')
      const calibrator = start()
      clock.advance(QUIET_MS)
      await until(calibrator, ({ state }) => state === 'failed')
      embedder.error = null
      if (again === 'calibrate') expect(calibrator.calibrate().state).toBe('waiting')
      else for (const next of [null, embedder]) models.select(next)
      await until(calibrator, isReady)
    }
  })
})

describe('the threshold in force', () => {
  test('follows the settings at once', async () => {
    const { start, clock, settings, embedder } = calibrationWorld()
    const calibrator = start()
    const inForce = () => calibrator.thresholdFor(embedder.digest)
    expect(inForce()).toEqual({ threshold: 0.92, by: 'fallback' })
    clock.advance(QUIET_MS)
    await until(calibrator, isReady)
    const recommended = calibrator.view().curve?.recommended
    expect(inForce()).toEqual({ threshold: recommended, by: 'precision' })
    expect(recommended).toBeLessThan(0.92)
    settings.set({ cachePrecision: 0.999 })
    expect(inForce()).toEqual({ threshold: 1, by: 'precision' })
    settings.set({ cacheThresholdBy: 'cosine', cacheThreshold: 0.8 })
    expect(inForce()).toEqual({ threshold: 0.8, by: 'cosine' })
  })

  test('of an embedder that was never measured is the cosine, as it is without one', async () => {
    const { start, clock } = calibrationWorld()
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, isReady)
    for (const digest of ['sha256:unknown', null]) {
      expect(calibrator.thresholdFor(digest)).toEqual({ threshold: 0.92, by: 'fallback' })
    }
  })

  test('stays while the embedder is measured once more', async () => {
    const { start, clock, embedder } = calibrationWorld()
    const calibrator = start()
    clock.advance(QUIET_MS)
    await until(calibrator, isReady)
    await turns()
    const before = calibrator.thresholdFor(embedder.digest)
    expect(calibrator.calibrate().state).toBe('waiting')
    expect(calibrator.thresholdFor(embedder.digest)).toEqual(before)
    await until(calibrator, isReady)
    expect(embedder.asked).toHaveLength(80)
  })
})

test('without pairs nothing is measured, and the cosine holds', () => {
  const { start, clock, embedder } = calibrationWorld()
  const calibrator = start(undefined, [])
  clock.advance(QUIET_MS)
  expect(calibrator.view()).toMatchObject({ state: 'failed', inForce: { threshold: 0.92, by: 'fallback' } })
  expect(calibrator.calibrate().state).toBe('failed')
  expect(embedder.asked).toEqual([])
})

test('a database that takes nothing costs no curve', async () => {
  const { start, clock, database } = calibrationWorld()
  const store = new CalibrationStore(database)
  store.write = () => {
    throw new AppError('DISK_FULL')
  }
  const calibrator = start(undefined, pairs, store)
  clock.advance(QUIET_MS)
  expect((await until(calibrator, isReady)).curve).not.toBeNull()
})
