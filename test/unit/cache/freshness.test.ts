import { describe, expect, test } from 'vitest'
import { cacheWorld, gist } from './cache-set-up.ts'

const question = 'When does the hut open?'

async function kept() {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question, vector: null })
  world.documents.searches = 0
  const ask = async () => gist(await world.ask(cache, question, null))
  return { world, cache, ask, documents: world.documents }
}

describe('an entry is served', () => {
  test('without a search while nothing has changed', async () => {
    const { ask, documents } = await kept()
    expect(await ask()).toBe('exact')
    expect(documents.searches).toBe(0)
  })

  test('after a change that its search does not see, which is looked up once', async () => {
    const { world, cache, ask, documents } = await kept()
    documents.write('d2', 'Marmots sleep in winter.')
    expect(await ask()).toBe('exact')
    expect(await ask()).toBe('exact')
    expect(documents.searches).toBe(1)
    const again = await world.restart(cache)
    expect(gist(await world.ask(again, question, null))).toBe('exact')
    expect(documents.searches).toBe(1)
  })

  test('while documents are on their way, if each time its search finds the same', async () => {
    const { ask, documents } = await kept()
    documents.isSettled = false
    expect(await ask()).toBe('exact')
    expect(await ask()).toBe('exact')
    expect(documents.searches).toBe(2)
    documents.isSettled = true
    expect(await ask()).toBe('exact')
    expect(documents.searches).toBe(2)
  })
})

describe('an entry is dropped', () => {
  test('when a new document comes into what its search finds', async () => {
    const { cache, ask, documents } = await kept()
    documents.write('d2', 'This year the hut opens in July.')
    expect(await ask()).toBe('stale')
    expect(cache.stats()).toMatchObject({ invalidations: 1, size: 0, hits: 0 })
    expect(await ask()).toBe('no_vector')
  })

  test('when its document has other content or is gone, without a search', async () => {
    const changed = await kept()
    changed.documents.write('d1', 'The hut opens in July.')
    expect(await changed.ask()).toBe('stale')
    expect(changed.documents.searches).toBe(0)
    const removed = await kept()
    removed.documents.remove('d1')
    expect(await removed.ask()).toBe('stale')
    expect(removed.documents.searches).toBe(0)
  })

  test('at once when it is told that documents changed, and no other with it', async () => {
    const { world, cache, documents } = await kept()
    documents.write('d2', 'Marmots sleep in winter.')
    await world.keep(cache, { question: 'When do marmots sleep?', vector: null })
    documents.write('d2', 'Marmots sleep in summer.')
    cache.checkDocuments()
    await expect.poll(() => cache.stats().invalidations).toBe(1)
    expect(cache.entries({ search: '', offset: 0, limit: 9 }).items).toMatchObject([{ question }])
  })
})

describe('an entry is kept and not served', () => {
  test.each(['no_embedder', 'no_vector_store'] as const)(
    'where its search goes without vectors (%s)',
    async (dense) => {
      const { ask, documents } = await kept()
      documents.write('d2', 'Marmots sleep in winter.')
      documents.dense = dense
      expect(await ask()).toBe('unverified')
      documents.dense = 'ok'
      expect(await ask()).toBe('exact')
    },
  )

  test('where its search fails', async () => {
    const { ask, documents } = await kept()
    documents.write('d2', 'Marmots sleep in winter.')
    documents.failure = new Error('the database is busy')
    expect(await ask()).toBe('unverified')
    documents.failure = null
    expect(await ask()).toBe('exact')
  })

  test('where documents change under its search', async () => {
    const { ask, documents } = await kept()
    documents.write('d2', 'Marmots sleep in winter.')
    documents.onSearch = () => documents.write('d3', 'The hut is closed this year.')
    expect(await ask()).toBe('unverified')
    documents.onSearch = () => {}
    expect(await ask()).toBe('stale')
  })

  test('where documents on their way change what its search finds, until they have come', async () => {
    const { ask, documents } = await kept()
    documents.write('d2', 'The hut is closed this year.')
    documents.isSettled = false
    expect(await ask()).toBe('unverified')
    documents.remove('d2')
    documents.isSettled = true
    expect(await ask()).toBe('exact')
  })
})

test('an answer that was written while documents were on their way is looked up before it is served', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  world.documents.isSettled = false
  expect(await world.keep(cache, { question, vector: null })).toBe(true)
  world.documents.isSettled = true
  // What came into the indexes then changed no version.
  world.documents.texts.set('d2', 'The hut is closed this year.')
  world.documents.numbers.set('d2', 1)
  expect(gist(await world.ask(cache, question, null))).toBe('stale')
})

test('an entry that is dropped while its search is made is not served after all', async () => {
  const { world, cache, ask, documents } = await kept()
  documents.write('d2', 'Marmots sleep in winter.')
  documents.onSearch = () => cache.remove(1)
  expect(await ask()).toBe('stale')
  documents.onSearch = () => {}
  expect(await world.keep(cache, { question, vector: null })).toBe(true)
  documents.write('d2', 'Marmots sleep in caves.')
  documents.onSearch = () => void cache.clear()
  expect(await ask()).toBe('stale')
  expect(cache.stats().hits).toBe(0)
})

describe('a reworded question', () => {
  const reworded = 'Opening month of that cabin?'
  async function asked() {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question })
    world.documents.searches = 0
    return {
      world,
      cache,
      documents: world.documents,
      ask: async () => gist(await world.ask(cache, reworded)),
    }
  }

  test('is not searched for while no content came since the answer was written', async () => {
    const { ask, documents } = await asked()
    expect(await ask()).toBe('semantic')
    expect(documents.searches).toBe(0)
  })

  test('is a miss where its own search finds newer content, though that of the earlier question does not', async () => {
    const { world, cache, ask, documents } = await asked()
    documents.write('d2', 'Cabin: gone for good.')
    expect(await ask()).toBe('stale')
    expect(cache.stats()).toMatchObject({ invalidations: 0, size: 1 })
    expect(gist(await world.ask(cache, question))).toBe('exact')
    documents.remove('d2')
    expect(await ask()).toBe('semantic')
  })

  test('is a hit where the newer content is about something else', async () => {
    const { ask, documents } = await asked()
    documents.write('d2', 'Marmots sleep in winter.')
    expect(await ask()).toBe('semantic')
    documents.dense = 'no_vector_store'
    expect(await ask()).toBe('unverified')
  })

  test('gets no answer that was written while documents were on their way', async () => {
    const { world, cache, documents } = await asked()
    documents.isSettled = false
    await world.keep(cache, { question })
    documents.isSettled = true
    expect(gist(await world.ask(cache, 'Opening month of the hut?'))).toBe('stale')
    expect(gist(await world.ask(cache, question))).toBe('exact')
  })
})
