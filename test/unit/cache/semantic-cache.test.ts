import { describe, expect, test } from 'vitest'
import { partitionOf, SqliteCacheStore } from '../../../src-main/cache/index.ts'
import { answerOf, at, cacheWorld, facts, gist, never } from './cache-set-up.ts'

const notAsked = (): never => {
  throw new Error('the embedder was asked')
}

describe('a look-up', () => {
  test('of the same letters is an exact hit, and the embedder is not asked', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?', answer: 'In June [1].' })
    world.clock.advance(5_000)
    const found = await world.ask(cache, '  when does  the hut open', notAsked)
    expect(found).toMatchObject({ kind: 'exact', similarity: 1, ageMs: 5_000 })
    if (found.kind === 'miss') return
    expect(found.entry).toMatchObject({
      question: 'When does the hut open?',
      createdAt: world.clock.now() - 5_000,
      answer: answerOf('In June [1].'),
    })
  })

  test('of a reworded question is a hit by its vector, and says how similar and to what', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    const found = await world.ask(cache, 'The hut opens when?', at(0.95))
    expect(found).toMatchObject({ kind: 'semantic', entry: { question: 'When does the hut open?' } })
    expect(found.kind !== 'miss' && found.similarity).toBeCloseTo(0.95, 5)
  })

  test('that the guard objects to is a miss, kept with the rule; the next nearest is asked about', async () => {
    const world = cacheWorld()
    world.guard = (_asked, cached) =>
      cached.includes('close') ? { rule: 'antonym', detail: 'open/close' } : null
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut close?', vector: at(0.99) })
    const found = await world.ask(cache, 'When does the hut open?')
    expect(found).toMatchObject({ kind: 'miss', reason: 'guard', rejected: { rule: 'antonym' } })
    expect(cache.stats()).toMatchObject({ guardRejections: 1, misses: 1, hits: 0 })
    expect(cache.nearMisses()).toEqual([
      {
        ...{ at: world.clock.now(), entryId: 1, rule: 'antonym', detail: 'open/close' },
        ...{ asked: 'When does the hut open?', cached: 'When does the hut close?' },
        similarity: expect.closeTo(0.99, 5),
      },
    ])
    await world.keep(cache, { question: 'The hut opens when?', vector: at(0.95) })
    expect(await world.ask(cache, 'When does the hut open?')).toMatchObject({
      kind: 'semantic',
      entry: { question: 'The hut opens when?' },
    })
  })

  test('below the threshold is a miss, whatever the guard says; a lower one makes it a hit at once', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    const asked = () => world.ask(cache, 'The hut opens when?', at(0.9))
    expect(await asked()).toMatchObject({ reason: 'below_threshold', rejected: { rule: 'threshold' } })
    cache.change({ threshold: 0.89 })
    expect(gist(await asked())).toBe('semantic')
    expect(gist(await world.ask(cache, 'What is a marmot?', at(0.3)))).toBe('nothing_near')
  })

  test('keeps to its partition, and hands its vector on to the insert', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    const found = await world.ask(cache, 'When does the hut open?', at(1), { k: 7 })
    expect(found).toEqual({ kind: 'miss', reason: 'nothing_near', vector: at(1) })
  })

  test.each([
    ['none', null],
    ['zero', Float32Array.of(0, 0)],
    ['a NaN in it', Float32Array.of(Number.NaN, 1)],
    ['an infinity in it', Float32Array.of(Number.POSITIVE_INFINITY, 0)],
    ['another dimension', Float32Array.of(1, 0, 0)],
    ['no dimension', new Float32Array()],
  ])('with a vector that is %s is a miss', async (_what, vector) => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    expect(gist(await world.ask(cache, 'The hut opens when?', vector))).toBe('no_vector')
  })

  test('whose embedder fails is a miss; one that is aborted throws and counts nothing', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    expect(gist(await world.ask(cache, 'The hut opens when?', notAsked))).toBe('no_vector')
    const abort = new AbortController()
    const asked = cache.lookup(
      {
        question: 'When does the hut open?',
        partition: partitionOf(facts),
        embed: async () => {
          abort.abort(new Error('left'))
          throw new Error('ended')
        },
      },
      abort.signal,
    )
    await expect(asked).rejects.toThrow('left')
    expect(cache.stats().totalRequests).toBe(1)
  })

  test.each(['', '   ', '?!', '\u0000', 'a\u0007b', 'half \ud800'])(
    'of %j is a miss, and it is never kept',
    async (question) => {
      const world = cacheWorld()
      const cache = await world.cache()
      expect(gist(await world.ask(cache, question))).toBe('empty')
      expect(await world.keep(cache, { question })).toBe(false)
      expect(cache.stats().size).toBe(0)
    },
  )
})

test('a question of 100 KB is a miss at once and never kept; one of 8,000 characters is as good as any', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  // What takes an expression that looks back longest: it would hold up the main process for half a second.
  const long = `${'hut: a '.repeat(14_000)}?`
  expect(gist(await world.ask(cache, long))).toBe('too_long')
  expect(await world.keep(cache, { question: long })).toBe(false)
  const longest = long.slice(0, 8_000)
  expect(await world.keep(cache, { question: longest })).toBe(true)
  expect(gist(await world.ask(cache, longest))).toBe('exact')
})

describe('an insert', () => {
  test('takes the place of one with the same question', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?', answer: 'In May.' })
    await world.keep(cache, { question: 'when does the hut open', answer: 'In June.' })
    expect(await world.ask(cache, 'When does the hut open?')).toMatchObject({
      entry: { answer: { answer: 'In June.' } },
    })
    expect(cache.stats()).toMatchObject({ size: 1, evictions: 0 })
    expect(world.database.prepare('SELECT count(*) AS n FROM cache_entry').get()).toEqual({ n: 1 })
  })

  test('is refused where the documents moved after the search, or what is kept was dropped meanwhile', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    const keepAfter = async (meanwhile: () => unknown) => {
      const { documents } = world
      documents.onSearch = meanwhile
      const kept = await world.keep(cache, { question: 'When does the hut open?' })
      documents.onSearch = () => {}
      return kept
    }
    expect(await keepAfter(() => world.documents.write('d2', 'The hut is closed.'))).toBe(false)
    expect(await keepAfter(() => cache.invalidate({ documentId: 'd9' }))).toBe(false)
    expect(await keepAfter(() => cache.clear())).toBe(false)
    expect(await keepAfter(() => undefined)).toBe(true)
  })

  test('is refused where that happens while it is written, and nothing of it stays', async () => {
    const world = cacheWorld()
    let meanwhile: () => unknown = () => undefined
    class SlowStore extends SqliteCacheStore {
      override async insert(...given: Parameters<SqliteCacheStore['insert']>) {
        const kept = await super.insert(...given)
        meanwhile()
        return kept
      }
    }
    const cache = await world.cache({ store: new SlowStore(world.database) })
    for (const move of [() => world.documents.write('d1', 'The hut is closed.'), () => cache.clear()]) {
      meanwhile = move
      expect(await world.keep(cache, { question: 'When does the hut open?' })).toBe(false)
      expect(cache.stats().size).toBe(0)
    }
    meanwhile = () => undefined
    expect(await world.keep(cache, { question: 'Who keeps the hut?' })).toBe(true)
    const again = await world.restart(cache)
    expect(again.entries({ search: '', offset: 0, limit: 9 }).items).toMatchObject([
      { question: 'Who keeps the hut?' },
    ])
  })

  test('that cannot be written is not kept, is counted, and hurts nothing', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    world.database.exec('PRAGMA query_only = ON')
    expect(await world.keep(cache, { question: 'Who keeps the hut?' })).toBe(false)
    expect(cache.stats()).toMatchObject({ unkept: 1, size: 1 })
    expect(gist(await world.ask(cache, 'When does the hut open?'))).toBe('exact')
    world.clock.advance(1_000)
    world.database.exec('PRAGMA query_only = OFF')
    expect(await world.keep(cache, { question: 'Who keeps the hut?' })).toBe(true)
  })
})

describe('switched off', () => {
  test('serves and takes in nothing, forgets nothing, and counts no request', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    cache.change({ enabled: false })
    expect(gist(await world.ask(cache, 'When does the hut open?'))).toBe('off')
    expect(await world.keep(cache, { question: 'Who keeps the hut?' })).toBe(false)
    expect(cache.stats()).toMatchObject({ enabled: false, totalRequests: 0, hitRate: null, size: 1 })
    cache.change({ enabled: true })
    expect(gist(await world.ask(cache, 'When does the hut open?'))).toBe('exact')
  })
})

describe('what is dropped by hand', () => {
  test('is one entry, those of a document, those of a collection, or all', async () => {
    const world = cacheWorld()
    world.documents.write('d2', 'Marmots sleep in winter.')
    const cache = await world.cache()
    const fill = async () => {
      await world.keep(cache, { question: 'When does the hut open?' })
      await world.keep(cache, { question: 'When do marmots sleep?' })
      await world.keep(cache, { question: 'When do marmots sleep?', partition: { collectionId: 'c2' } })
      await world.keep(cache, { question: 'When do marmots sleep?', partition: { collectionId: null } })
    }
    const left = () =>
      cache.entries({ search: '', offset: 0, limit: 10 }).items.map(({ scope }) => scope.collectionId)
    await fill()
    const ofDocument = cache.entries({ search: 'marmot', documentId: 'd2', offset: 0, limit: 2 })
    expect([ofDocument.items.length, ofDocument.total]).toEqual([2, 3])
    expect(cache.entries({ search: 'hut', documentId: 'd2', offset: 0, limit: 2 }).total).toBe(0)
    const [newest] = cache.entries({ search: 'MARMOT', offset: 0, limit: 1 }).items
    cache.remove(newest?.id ?? 0)
    expect(left()).toEqual(['c2', 'c1', 'c1'])
    expect(cache.invalidate({ documentId: 'd2' })).toBe(2)
    expect(left()).toEqual(['c1'])
    await fill()
    // An answer from all collections may rest on this one.
    expect(cache.invalidate({ collectionId: 'c2' })).toBe(2)
    expect(left()).toEqual(['c1', 'c1'])
    expect(await cache.clear()).toBe(2)
    expect([left(), cache.nearMisses()]).toEqual([[], []])
    expect(cache.stats().invalidations).toBe(4)
    const again = await world.restart(cache)
    expect(again.stats().size).toBe(0)
  })

  test('is gone after a restart too, even where the disk was full when it was dropped', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    await world.keep(cache, { question: 'Who keeps the hut?', vector: at(0) })
    world.database.exec('PRAGMA query_only = ON')
    cache.remove(1)
    world.clock.advance(1_000)
    await Promise.resolve()
    world.database.exec('PRAGMA query_only = OFF')
    const again = await world.restart(cache)
    expect(gist(await world.ask(again, 'When does the hut open?'))).toBe('nothing_near')
    expect(gist(await world.ask(again, 'Who keeps the hut?'))).toBe('exact')
  })
})

test('the explorer sees what there is, last used first, and each with its answer', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question: 'When does the hut open?' })
  await world.keep(cache, { question: 'Who keeps the hut?', vector: at(0) })
  await world.ask(cache, 'When does the hut open?')
  const { items, total } = cache.entries({ search: '', offset: 0, limit: 1 })
  expect(total).toBe(2)
  expect(items).toEqual([
    {
      ...{ id: 1, question: 'When does the hut open?', hits: 1, lastHitAt: world.clock.now() },
      ...{ createdAt: world.clock.now(), documents: ['d1'], isVerified: true },
      scope: { collectionId: 'c1', chatModel: 'small', embedder: 'minilm', k: 6, isFollowUp: false },
      partition: partitionOf(facts).key,
      bytes: expect.any(Number),
    },
  ])
  expect(await cache.entry(2)).toMatchObject({ answer: answerOf('About: Who keeps the hut?') })
  expect(await cache.entry(9)).toBeNull()
})

test('a listener is told of each change, and nobody who left', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  let told = 0
  const listening = cache.onChange(() => told++)
  await world.keep(cache, { question: 'When does the hut open?' })
  cache.change({ ttl: 10 })
  await cache.lookup(
    { question: 'When does the hut open?', partition: partitionOf(facts), embed: async () => null },
    never,
  )
  expect(told).toBe(3)
  await listening.dispose()
  cache.remove(1)
  expect(told).toBe(3)
})
