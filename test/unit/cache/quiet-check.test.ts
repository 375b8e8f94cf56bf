import { expect, onTestFinished, test } from 'vitest'
import { QuietTime } from '../../../src-main/base/quiet-time.ts'
import { at, cacheWorld, gist } from './cache-set-up.ts'

const question = 'When does the hut open?'
const other = 'When do marmots sleep?'

/** Two entries that were asked for, and documents that have changed since. */
async function outdated() {
  const world = cacheWorld()
  const quiet = new QuietTime(world.clock)
  onTestFinished(() => quiet.dispose())
  const embedder = { digest: 'e1' as string | null }
  const cache = await world.cache({ ahead: { quiet, embedder: () => embedder.digest } })
  world.documents.write('d2', 'Marmots sleep in winter.')
  await world.keep(cache, { question })
  await world.keep(cache, { question: other, vector: at(0) })
  for (const asked of [question, other]) await world.ask(cache, asked)
  world.documents.write('d3', 'This year the hut opens in July.')
  world.documents.searches = 0
  return { world, quiet, embedder, cache, documents: world.documents }
}

async function pass(world: ReturnType<typeof cacheWorld>, seconds: number): Promise<void> {
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    world.clock.advance(100)
    await new Promise(setImmediate)
  }
}

const shown = (cache: Awaited<ReturnType<typeof outdated>>['cache']) =>
  cache
    .entries({ search: '', offset: 0, limit: 9 })
    .items.map(({ question: asked, isVerified }) => [asked, isVerified])

test('in a quiet time what a new document changes goes unasked, and the rest is served without a search', async () => {
  const { world, cache, documents } = await outdated()
  cache.checkDocuments()
  await pass(world, 4)
  expect(cache.stats()).toMatchObject({ invalidations: 1, size: 1, totalRequests: 2 })
  expect(shown(cache)).toEqual([[other, true]])
  expect(documents.searches).toBe(2)
  expect(gist(await world.ask(cache, other))).toBe('exact')
  expect(documents.searches).toBe(2)
})

test('what was seen then is so after a restart', async () => {
  const { world, cache, documents } = await outdated()
  cache.checkDocuments()
  await pass(world, 4)
  const again = await world.restart(cache)
  expect(gist(await world.ask(again, other))).toBe('exact')
  expect(documents.searches).toBe(2)
})

test('nothing is looked at while somebody asks', async () => {
  const { world, quiet, cache, documents } = await outdated()
  const asking = quiet.begin('question')
  cache.checkDocuments()
  await pass(world, 4)
  expect(documents.searches).toBe(0)
  void asking.dispose()
  await pass(world, 4)
  expect(documents.searches).toBe(2)
})

test('entries of another embedder than that in use are left as they are', async () => {
  const { world, embedder, cache, documents } = await outdated()
  embedder.digest = 'e2'
  cache.checkDocuments()
  await pass(world, 4)
  expect(documents.searches).toBe(0)
  expect(shown(cache)).toEqual([
    [other, false],
    [question, false],
  ])
})

test('a search under which the embedder is exchanged says nothing', async () => {
  const { world, embedder, cache, documents } = await outdated()
  documents.onSearch = () => {
    embedder.digest = 'e2'
  }
  cache.checkDocuments()
  await pass(world, 4)
  expect(shown(cache)).toEqual([
    [other, false],
    [question, false],
  ])
})

test('changes that come while it looks are looked at too', async () => {
  const { world, cache, documents } = await outdated()
  cache.checkDocuments()
  await pass(world, 2.1)
  documents.write('d4', 'Marmots sleep in caves.')
  cache.checkDocuments()
  await pass(world, 4)
  expect(cache.stats()).toMatchObject({ invalidations: 2, size: 0 })
})

test('it ends with the cache, in the middle of a search', async () => {
  const { world, cache, documents } = await outdated()
  let ended: Promise<void> | null = null
  documents.onSearch = () => {
    ended ??= cache.dispose()
  }
  cache.checkDocuments()
  await pass(world, 4)
  await ended
  expect(documents.searches).toBe(1)
})

test('a partition that was asked in long ago is left, so that what is remembered of them has an end', async () => {
  const { world, cache, documents } = await outdated()
  for (let n = 0; n < 5_000; n++) await world.ask(cache, 'Which hut?', at(0.1), { k: 100 + n })
  cache.checkDocuments()
  await pass(world, 4)
  expect(documents.searches).toBe(0)
})

test('a search by another embedder than an entry was searched for by neither serves nor ends it', async () => {
  const { world, cache, embedder } = await outdated()
  embedder.digest = 'e2'
  for (const asked of [question, other])
    expect(await world.ask(cache, asked)).toMatchObject({ kind: 'miss', reason: 'unverified' })
  expect(cache.stats()).toMatchObject({ invalidations: 0, size: 2 })
  embedder.digest = 'e1'
  expect(gist(await world.ask(cache, question))).toBe('stale')
  expect(gist(await world.ask(cache, other))).toBe('exact')
})
