import { describe, expect, test } from 'vitest'
import { SqliteCacheStore } from '../../../src-main/cache/index.ts'
import { answerOf, at, cacheWorld, gist } from './cache-set-up.ts'

describe('after a restart', () => {
  test('all is as it was: answers, vectors, hits, the order of use, near-misses', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?', answer: 'In June [1].' })
    await world.keep(cache, { question: 'Who keeps the hut?', vector: at(0) })
    await world.ask(cache, 'When does the hut open?')
    await world.ask(cache, 'When does it open, the hut?', at(0.9))
    const again = await world.restart(cache)
    expect(await world.ask(again, 'The hut opens when?', at(0.95))).toMatchObject({
      kind: 'semantic',
      entry: { id: 1, question: 'When does the hut open?', answer: answerOf('In June [1].') },
    })
    expect(again.entries({ search: 'opens', offset: 0, limit: 9 }).total).toBe(0)
    expect(again.entries({ search: 'open', offset: 0, limit: 9 }).items).toMatchObject([{ hits: 2 }])
    expect(again.nearMisses()).toMatchObject([{ asked: 'When does it open, the hut?', rule: 'threshold' }])
    again.change({ size: 1 })
    expect(gist(await world.ask(again, 'When does the hut open?'))).toBe('exact')
  })

  test('the smaller size that is set now holds', async () => {
    const world = cacheWorld()
    const cache = await world.cache()
    for (const n of [1, 2, 3]) await world.keep(cache, { question: `hut ${n}`, vector: null })
    const settings = { enabled: true, threshold: 0.92, size: 1, ttl: 60, bytes: 100_000 }
    const again = await world.restart(cache, { settings })
    expect(again.stats()).toMatchObject({ size: 1, evictions: 2 })
    expect(gist(await world.ask(again, 'hut 3', null))).toBe('exact')
  })

  test('entries of documents that changed meanwhile are gone before anybody asks', async () => {
    const world = cacheWorld()
    world.documents.write('d2', 'Marmots sleep in winter.')
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    await world.keep(cache, { question: 'When do marmots sleep?', vector: at(0) })
    world.documents.write('d2', 'Marmots sleep in summer.')
    const again = await world.restart(cache)
    await expect.poll(() => again.stats().invalidations).toBe(1)
    expect(again.entries({ search: '', offset: 0, limit: 9 }).items).toMatchObject([
      { question: 'When does the hut open?' },
    ])
  })
})

describe('a damaged row', () => {
  const damages: readonly (readonly [string, string])[] = [
    ['its vector', `UPDATE cache_entry SET vector = x'0000803f00008040' WHERE id = 1`],
    ['its vector gone', 'UPDATE cache_entry SET vector = NULL WHERE id = 1'],
    ['its question', `UPDATE cache_entry SET question = 'Is the hut open?' WHERE id = 1`],
    ['its partition', `UPDATE cache_entry SET partition = 'x' WHERE id = 1`],
    ['its documents', `UPDATE cache_entry SET documents = '[' WHERE id = 1`],
    ['its passages', `UPDATE cache_entry SET passages = 'x' WHERE id = 1`],
    ['its search', `UPDATE cache_entry SET search = '{}' WHERE id = 1`],
    ['its birth', 'UPDATE cache_entry SET created_at = created_at + 9000000 WHERE id = 1'],
    ['its digest', `UPDATE cache_entry SET digest = x'00' WHERE id = 1`],
  ]
  test.each(damages)('(%s) is dropped and counted, and the others are there', async (_what, sql) => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?' })
    await world.keep(cache, { question: 'Who keeps the hut?', vector: at(0) })
    await cache.dispose()
    world.database.exec(sql)
    const again = await world.restart(cache)
    expect(again.stats()).toMatchObject({ corrupt: 1, size: 1 })
    expect(gist(await world.ask(again, 'Who keeps the hut?'))).toBe('exact')
    expect(world.database.prepare('SELECT id FROM cache_entry').all()).toEqual([{ id: 2 }])
  })

  test.each([
    ['another text', `UPDATE cache_entry SET answer = replace(answer, 'June', 'July')`],
    ['no JSON', `UPDATE cache_entry SET answer = 'x'`],
    ['no row', 'DELETE FROM cache_entry'],
  ])('whose answer is damaged (%s) is found out when it is asked for', async (_what, sql) => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question: 'When does the hut open?', answer: 'In June.' })
    world.database.exec(sql)
    expect(gist(await world.ask(cache, 'When does the hut open?', null))).toBe('unreadable')
    expect(cache.stats()).toMatchObject({ corrupt: 1, size: 0, hits: 0 })
  })
})

describe('while entries load', () => {
  /** A store whose pages come when the test says so, one entry each. */
  async function slowWorld() {
    const world = cacheWorld()
    world.documents.write('d2', 'Marmots sleep in winter.')
    const first = await world.cache()
    await world.keep(first, { question: 'When does the hut open?' })
    await world.keep(first, { question: 'When do marmots sleep?', vector: at(0) })
    await first.dispose()
    let give: () => void = () => {}
    class SlowStore extends SqliteCacheStore {
      override async page(after: number) {
        if (after > 0) {
          await new Promise<void>((done) => {
            give = done
          })
        }
        return super.page(after, 1)
      }
    }
    const cache = world.loading({ store: new SlowStore(world.database) })
    await expect.poll(() => cache.stats().size).toBe(1)
    const rest = async () => {
      for (let pages = 0; pages < 6; pages++) {
        give()
        await new Promise(setImmediate)
        await new Promise(setImmediate)
      }
      await cache.whenLoaded()
    }
    return { world, cache, rest }
  }

  test('what is there is served, and the rest is a miss that says so', async () => {
    const { world, cache, rest } = await slowWorld()
    expect(gist(await world.ask(cache, 'When does the hut open?'))).toBe('exact')
    expect(gist(await world.ask(cache, 'When do marmots sleep?', at(0)))).toBe('loading')
    expect(cache.stats().isLoading).toBe(true)
    await rest()
    expect(gist(await world.ask(cache, 'When do marmots sleep?', at(0)))).toBe('exact')
  })

  test('what was dropped meanwhile does not come after all', async () => {
    const { world, cache, rest } = await slowWorld()
    cache.invalidate({ documentId: 'd2' })
    await rest()
    expect(cache.stats().size).toBe(1)
    expect(gist(await world.ask(cache, 'When do marmots sleep?', at(0)))).toBe('nothing_near')
  })

  test('what was answered anew meanwhile stays as it is now', async () => {
    const { world, cache, rest } = await slowWorld()
    await world.keep(cache, { question: 'When do marmots sleep?', vector: at(0), answer: 'In winter.' })
    await rest()
    expect(await world.ask(cache, 'When do marmots sleep?', at(0))).toMatchObject({
      entry: { answer: { answer: 'In winter.' } },
    })
    expect(cache.stats().size).toBe(2)
  })

  test('what was kept and removed meanwhile does not come back', async () => {
    const { world, cache, rest } = await slowWorld()
    await world.keep(cache, { question: 'Who keeps the hut?', vector: at(-1) })
    const [kept] = cache.entries({ search: 'keeps', offset: 0, limit: 1 }).items
    cache.remove(kept?.id ?? 0)
    await rest()
    expect(cache.stats().size).toBe(2)
  })

  test('clearing clears what has not come yet', async () => {
    const { cache, rest } = await slowWorld()
    await cache.clear()
    await rest()
    expect(cache.stats().size).toBe(0)
  })
})
