import { describe, expect, test } from 'vitest'
import { calibrationWorld, isReady, pairs, QUIET_MS, rows, turns, until } from './calibration-set-up.ts'

describe('after a restart', () => {
  test('what was measured is there at once, and the embedder is not asked', async () => {
    const { start, clock, embedder } = calibrationWorld()
    const first = start()
    clock.advance(QUIET_MS)
    const { curve } = await until(first, isReady)
    await first.dispose()
    embedder.asked.length = 0
    const second = start()
    expect(second.view()).toMatchObject({ state: 'ready', curve, inForce: { by: 'precision' } })
    clock.advance(QUIET_MS)
    await turns()
    expect(embedder.asked).toEqual([])
  })

  test('another guard is asked again, without the embedder', async () => {
    const { start, clock, embedder } = calibrationWorld()
    const first = start()
    clock.advance(QUIET_MS)
    await until(first, isReady)
    await first.dispose()
    embedder.asked.length = 0
    const stricter = start(() => ({ rule: 'words', detail: '' }))
    expect(stricter.view().curve?.guardAlone.hits).toBe(20)
    clock.advance(QUIET_MS)
    await until(stricter, ({ curve }) => curve?.guardAlone.hits === 0)
    expect(stricter.view().inForce).toEqual({ threshold: 1, by: 'precision' })
    expect(embedder.asked).toEqual([])
  })

  test('other pairs are measured, and what was measured on those of before is gone', async () => {
    const { start, clock, database } = calibrationWorld()
    const first = start()
    clock.advance(QUIET_MS)
    await until(first, isReady)
    await first.dispose()
    const second = start(undefined, pairs.slice(2))
    expect(second.view().state).toBe('waiting')
    clock.advance(QUIET_MS)
    expect((await until(second, isReady)).curve?.pairs).toEqual({ same: 9, different: 9 })
    expect(rows(database)).toBe(1)
  })

  test.each(["cosines = x'00'", 'cosines = zeroblob(76)', "verdicts = x'02'", 'cosines = randomblob(3)'])(
    'a row with %s is measured anew',
    async (damage) => {
      const { start, clock, database } = calibrationWorld()
      const first = start()
      clock.advance(QUIET_MS)
      await until(first, isReady)
      await first.dispose()
      database.exec(`UPDATE cache_calibration SET ${damage}`)
      expect(start().view()).toMatchObject({ state: 'waiting', curve: null })
    },
  )
})
