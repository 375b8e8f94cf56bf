import { describe, expect, test } from 'vitest'
import { at, cacheWorld, gist } from './cache-set-up.ts'

/** Between two of the cache's own looks for what is too old. */
const TTL = 3_590_000

const settings = { enabled: true, threshold: 0.92, size: 100, ttl: TTL / 1_000, bytes: 1_000_000 }

async function filled(questions: readonly string[]) {
  const world = cacheWorld()
  const cache = await world.cache({ settings })
  for (const question of questions) await world.keep(cache, { question: `${question} hut`, vector: null })
  const ask = async (question: string) => gist(await world.ask(cache, `${question} hut`, null))
  return { world, cache, ask }
}

describe('age', () => {
  test('ends an entry to the millisecond, and is counted once', async () => {
    const { world, cache, ask } = await filled(['old'])
    world.clock.advance(TTL - 1)
    expect(await ask('old')).toBe('exact')
    world.clock.advance(1)
    expect(await ask('old')).toBe('expired')
    expect(await ask('old')).toBe('no_vector')
    expect(cache.stats()).toMatchObject({ expirations: 1, size: 0, evictions: 0 })
  })

  test('is seen without a question, on disk too', async () => {
    const { world, cache } = await filled(['old', 'older'])
    world.clock.advance(TTL + 61_000)
    expect(cache.stats()).toMatchObject({ expirations: 2, size: 0 })
    await cache.dispose()
    expect(world.database.prepare('SELECT count(*) AS n FROM cache_entry').get()).toEqual({ n: 0 })
  })

  test('goes on while the machine sleeps, and a wall clock that is put back makes nothing younger', async () => {
    const slept = await filled(['old'])
    slept.world.clock.wallShift += TTL
    expect(await slept.ask('old')).toBe('expired')
    const back = await filled(['old'])
    back.world.clock.wallShift -= 24 * TTL
    back.world.clock.advance(TTL - 1)
    expect(await back.ask('old')).toBe('exact')
    back.world.clock.advance(1)
    expect(await back.ask('old')).toBe('expired')
  })

  test('counts over a restart, where a clock that was put back makes an entry no younger than new', async () => {
    const { world, cache } = await filled(['old'])
    world.clock.advance(TTL / 2)
    let again = await world.restart(cache, { settings })
    world.clock.advance(TTL / 2 - 1)
    expect(gist(await world.ask(again, 'old hut', null))).toBe('exact')
    world.clock.wallShift -= 24 * TTL
    again = await world.restart(again, { settings })
    world.clock.advance(TTL)
    expect(gist(await world.ask(again, 'old hut', null))).toBe('expired')
  })

  test('is judged by the setting as it is now, for entries of before as well', async () => {
    const { world, cache, ask } = await filled(['old'])
    cache.change({ ttl: 7_200 })
    world.clock.advance(TTL)
    expect(await ask('old')).toBe('exact')
    cache.change({ ttl: 60 })
    expect(await ask('old')).toBe('expired')
  })
})

describe('room', () => {
  test('is made by the least recently used, which is counted', async () => {
    const { world, cache, ask } = await filled(['one', 'two', 'three'])
    cache.change({ size: 3 })
    expect(await ask('one')).toBe('exact')
    await world.keep(cache, { question: 'four hut', vector: null })
    expect(cache.stats()).toMatchObject({ size: 3, evictions: 1, evictionsPerMinute: 1, fillRatio: 1 })
    expect(await Promise.all(['one', 'two', 'three', 'four'].map(ask))).toEqual([
      ...['exact', 'no_vector', 'exact', 'exact'],
    ])
    world.clock.advance(60_000)
    expect(cache.stats()).toMatchObject({ evictions: 1, evictionsPerMinute: 0 })
  })

  test('is made by the expired before anybody else', async () => {
    const { world, cache, ask } = await filled(['one'])
    cache.change({ size: 2 })
    world.clock.advance(TTL / 2)
    await world.keep(cache, { question: 'two hut', vector: null })
    await ask('one')
    world.clock.advance(TTL / 2)
    await world.keep(cache, { question: 'three hut', vector: null })
    expect(cache.stats()).toMatchObject({ size: 2, evictions: 0, expirations: 1 })
    expect(await ask('two')).toBe('exact')
  })

  test('of fewer entries drops the oldest only; of more drops none', async () => {
    const { cache, ask } = await filled(['one', 'two', 'three'])
    cache.change({ size: 500 })
    expect(cache.stats()).toMatchObject({ size: 3, evictions: 0 })
    cache.change({ size: 1 })
    expect(cache.stats()).toMatchObject({ size: 1, evictions: 2 })
    expect(await ask('three')).toBe('exact')
  })

  test('is also counted in bytes, of which none are lost', async () => {
    const { world, cache, ask } = await filled(['one', 'two'])
    const { bytes } = cache.stats()
    expect(bytes).toBeGreaterThan(800)
    cache.change({ bytes: bytes + 5_500 })
    await world.keep(cache, { question: 'long hut', vector: null, answer: 'x'.repeat(4_500) })
    expect(cache.stats()).toMatchObject({ size: 3, evictions: 0 })
    await world.keep(cache, { question: 'longer hut', vector: null, answer: 'x'.repeat(4_500) })
    expect(await ask('longer')).toBe('exact')
    expect(cache.stats().bytes).toBeLessThanOrEqual(bytes + 5_500)
    await cache.clear()
    expect(cache.stats().bytes).toBe(0)
    expect(await world.keep(cache, { question: 'longest hut', answer: 'x'.repeat(9_000) })).toBe(false)
    expect(await world.keep(cache, { question: 'endless hut', answer: 'x'.repeat(1_048_577) })).toBe(false)
  })

  test('leaves the index with what is there: 300 entries through a cache of 20', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    cache.change({ size: 20 })
    const vectorOf = (n: number) => at(Math.cos(n / 200))
    for (let n = 0; n < 300; n++) await world.keep(cache, { question: `hut ${n}`, vector: vectorOf(n) })
    for (let n = 0; n < 300; n++) {
      const found = await world.ask(cache, `Asked otherwise: ${n}?`, vectorOf(n))
      const nearest = found.kind === 'miss' ? null : found.entry.question
      expect(nearest).toBe(n >= 280 ? `hut ${n}` : found.kind === 'miss' ? null : 'hut 280')
    }
    expect(cache.stats()).toMatchObject({ size: 20, evictions: 280 })
  })
})
