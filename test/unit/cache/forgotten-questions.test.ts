import { expect, test } from 'vitest'
import { at, cacheWorld } from './cache-set-up.ts'

const cached = 'When does the hut open?'

test('near-misses of a question that a person deleted are gone, also after a restart; others stay', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question: cached })
  await world.ask(cache, 'When does it open, the hut?', at(0.9))
  await world.ask(cache, 'Which hut opens when?', at(0.89))
  cache.forget(['When does it open, the hut?'])
  expect(cache.nearMisses()).toMatchObject([{ asked: 'Which hut opens when?' }])
  const again = await world.restart(cache)
  expect(again.nearMisses()).toMatchObject([{ asked: 'Which hut opens when?' }])
  again.forget([cached])
  expect(again.nearMisses()).toEqual([])
  expect(await world.store.nearMisses(9)).toEqual([])
})

test('they go from the store at once: a kill does not bring them back', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question: cached })
  await world.ask(cache, 'When does it open, the hut?', at(0.9))
  world.clock.advance(1_000)
  await expect.poll(() => world.store.nearMisses(9)).toHaveLength(1)
  cache.forget(['When does it open, the hut?'])
  await new Promise((resolve) => setImmediate(resolve))
  expect(await world.store.nearMisses(9)).toEqual([])
})

test('one of a long question is found by its beginning', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question: cached })
  const long = `When does it open ${'and close '.repeat(100)}?`
  await world.ask(cache, long, at(0.9))
  expect(cache.nearMisses()).toHaveLength(1)
  cache.forget([long])
  expect(cache.nearMisses()).toEqual([])
})

test('the answers of a question that a person deleted are gone, however it is typed; others stay, also after a restart', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question: cached })
  await world.keep(cache, { question: 'Who rings the bell?' })
  cache.forget(['when does the hut open'])
  const kept = (of: typeof cache) =>
    of.entries({ search: '', documentId: null, offset: 0, limit: 9 }).items.map(({ question }) => question)
  expect(kept(cache)).toEqual(['Who rings the bell?'])
  expect(kept(await world.restart(cache))).toEqual(['Who rings the bell?'])
})
