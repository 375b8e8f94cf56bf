import { expect, test } from 'vitest'
import type { Partition } from '../../../src-main/cache/index.ts'
import { at, cacheWorld, gist } from './cache-set-up.ts'

const kept = { question: 'When does the hut open?' }
const reworded = 'The hut opens when?'

test('each look-up is served by the policy of its question and embedder, as it is then', async () => {
  const world = cacheWorld()
  const asked: [string, Partition['embedderDigest']][] = []
  let threshold = 0.9
  const cache = await world.cache({
    policy: (question, { embedderDigest }) => {
      asked.push([question, embedderDigest])
      return { threshold }
    },
  })
  await world.keep(cache, kept)
  expect(gist(await world.ask(cache, reworded, at(0.8)))).toBe('nothing_near')
  threshold = 0.8
  expect(gist(await world.ask(cache, reworded, at(0.81)))).toBe('semantic')
  threshold = 0.82
  expect(gist(await world.ask(cache, reworded, at(0.81)))).toBe('below_threshold')
  expect(asked).toEqual(Array(3).fill([reworded, 'e1']))
})

test('a policy of an exact hit is not asked for', async () => {
  const world = cacheWorld()
  const cache = await world.cache({
    policy: () => {
      throw new Error('asked')
    },
  })
  await world.keep(cache, kept)
  expect(gist(await world.ask(cache, kept.question))).toBe('exact')
})

test('without a policy the threshold of the settings is in force, guarded, at once', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, kept)
  expect(gist(await world.ask(cache, reworded, at(0.9)))).toBe('below_threshold')
  cache.change({ threshold: 0.9 })
  expect(gist(await world.ask(cache, reworded, at(0.9001)))).toBe('semantic')
})

test('a low threshold notes as near what the guard rejects, not all that concerns the subject', async () => {
  const world = cacheWorld()
  world.guard = () => ({ rule: 'words', detail: 'hut' })
  const cache = await world.cache({ policy: () => ({ threshold: 0.7 }) })
  await world.keep(cache, kept)
  expect(gist(await world.ask(cache, 'Is the hut locked?', at(0.69)))).toBe('nothing_near')
  expect(cache.nearMisses()).toEqual([])
  expect(gist(await world.ask(cache, 'Is the hut locked?', at(0.71)))).toBe('guard')
  expect(cache.nearMisses()).toMatchObject([{ rule: 'words' }])
})

test('it tells the threshold that the embedder in use is served by', async () => {
  const world = cacheWorld()
  let threshold = 0.8
  const cache = await world.cache({ thresholdInUse: () => threshold })
  expect(cache.stats().similarityThreshold).toBe(0.8)
  threshold = 0.87
  expect(cache.stats().similarityThreshold).toBe(0.87)
  expect((await world.cache()).stats().similarityThreshold).toBe(0.92)
})
