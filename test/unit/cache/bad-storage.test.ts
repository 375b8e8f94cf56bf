import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { SqliteCacheStore } from '../../../src-main/cache/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { fillDisk, makeRoom } from '../chat/full-disk-set-up.ts'
import { at, cacheWorld, gist } from './cache-set-up.ts'

const question = 'When does the hut open?'
const other = 'Who keeps the hut?'

/** Another program on the same file. */
function connectionTo(file: string) {
  const database = openDatabase({ file, log: silentLog().scope('other') })
  onTestFinished(() => database.dispose())
  return database
}

describe('a store that fails', () => {
  const writes = ['insert', 'touch', 'remove', 'clear', 'addNearMisses'] as const
  const reads = ['page', 'answer', 'nearMisses'] as const
  const codes: readonly ErrorCode[] = [
    ...(['DISK_FULL', 'DATABASE_BUSY', 'DATABASE_UNAVAILABLE', 'DATABASE_CORRUPT'] as const),
  ]
  /** Fails with whatever is to be thrown, in the named calls. */
  function failing(store: SqliteCacheStore, calls: readonly string[], code: ErrorCode): SqliteCacheStore {
    return new Proxy(store, {
      get: (target, name) => {
        if (calls.includes(String(name))) return async () => Promise.reject(new AppError(code))
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  test.each(codes)(
    'in each write (%s): what is there is served, nothing is taken in, and that is counted',
    async (code) => {
      const world = cacheWorld()
      const first = await world.cache()
      await world.keep(first, { question })
      await first.dispose()
      const cache = await world.cache({ store: failing(world.store, writes, code) })
      expect(gist(await world.ask(cache, question))).toBe('exact')
      expect(gist(await world.ask(cache, 'The hut opens when?', at(0.9)))).toBe('below_threshold')
      expect(await world.keep(cache, { question: other, vector: at(0) })).toBe(false)
      world.clock.advance(60_000)
      expect(cache.stats()).toMatchObject({ size: 1, hits: 1, misses: 1, unkept: 1 })
      cache.remove(1)
      expect(gist(await world.ask(cache, question))).toBe('nothing_near')
    },
  )

  test.each(codes)('in each read (%s): every question is a miss with its reason', async (code) => {
    const world = cacheWorld()
    const cache = await world.cache({ store: failing(world.store, reads, code) })
    expect(gist(await world.ask(cache, question))).toBe('nothing_near')
    expect(await world.keep(cache, { question })).toBe(true)
    expect(gist(await world.ask(cache, question))).toBe('unreadable')
    expect(gist(await world.ask(cache, 'The hut opens when?', at(1)))).toBe('unreadable')
    expect(cache.stats()).toMatchObject({
      hits: 0,
      misses: 3,
      missReasons: { nothing_near: 1, unreadable: 2 },
    })
  })
})

test('what was to be removed is, also where all was to be cleared meanwhile and could not be', async () => {
  const world = cacheWorld()
  let isBroken = true
  const store = new Proxy(world.store, {
    get: (target, name) => {
      if (name === 'clear' && isBroken) return async () => Promise.reject(new AppError('DATABASE_BUSY'))
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const cache = await world.cache({ store })
  await world.keep(cache, { question })
  cache.remove(1)
  await expect(cache.clear()).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
  isBroken = false
  expect((await world.restart(cache)).stats().size).toBe(0)
})

test('many entries that go at once are removed from the store in small steps', async () => {
  const world = cacheWorld()
  const steps: number[] = []
  const store = new Proxy(world.store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'remove') return value.bind(target)
      return (ids: readonly number[]) => {
        steps.push(ids.length)
        return world.store.remove(ids)
      }
    },
  })
  const cache = await world.cache({
    store,
    settings: { enabled: true, threshold: 0.92, size: 500, ttl: 3_600, bytes: 1_000_000 },
  })
  for (let n = 0; n < 250; n++) await world.keep(cache, { question: `What is hut ${n}?`, vector: null })
  cache.invalidate({ all: true })
  await cache.dispose()
  expect(Math.max(...steps)).toBeLessThanOrEqual(100)
  expect((await world.restart(cache)).stats().size).toBe(0)
})

test('a full disk: hits go on, an answer that finds no room is counted, and there is room again', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question })
  fillDisk(world.database)
  expect(await world.keep(cache, { question: other, vector: at(0), answer: 'x'.repeat(9_000) })).toBe(false)
  expect(gist(await world.ask(cache, question))).toBe('exact')
  world.clock.advance(1_000)
  expect(cache.stats()).toMatchObject({ unkept: 1, hits: 1, size: 1 })
  makeRoom(world.database)
  expect(await world.keep(cache, { question: other, vector: at(0), answer: 'x'.repeat(9_000) })).toBe(true)
  const again = await world.restart(cache)
  expect(again.stats()).toMatchObject({ size: 2, corrupt: 0 })
  expect(again.entries({ search: 'open', offset: 0, limit: 1 }).items).toMatchObject([{ hits: 1 }])
})

test('a database that another program holds: hits go on, and what could not be written is when it lets go', async () => {
  const world = cacheWorld()
  const cache = await world.cache()
  await world.keep(cache, { question })
  const another = connectionTo(world.database.file)
  another.exec('BEGIN IMMEDIATE')
  expect(gist(await world.ask(cache, question))).toBe('exact')
  expect(await world.keep(cache, { question: other, vector: at(0) })).toBe(false)
  expect(cache.stats()).toMatchObject({ hits: 1, unkept: 1 })
  another.exec('ROLLBACK')
  expect(await world.keep(cache, { question: other, vector: at(0) })).toBe(true)
})

describe('two caches on one database', () => {
  async function two() {
    const world = cacheWorld()
    const one = await world.cache()
    await world.keep(one, { question, answer: 'In June, says the first.' })
    const database = connectionTo(world.database.file)
    const another = await world.cache({ store: new SqliteCacheStore(database) })
    return { world, one, another }
  }

  test('serve what is there, each under an id of its own', async () => {
    const { world, one, another } = await two()
    expect(gist(await world.ask(another, question))).toBe('exact')
    await world.keep(another, { question: other, vector: at(0) })
    await world.keep(one, { question: 'What does the hut cost?', vector: at(-1) })
    expect(await world.ask(another, other, at(0))).toMatchObject({
      entry: { answer: { answer: `About: ${other}` } },
    })
    expect(await world.ask(one, 'What does the hut cost?', at(-1))).toMatchObject({
      entry: { answer: { answer: 'About: What does the hut cost?' } },
    })
  })

  test('never serve what the other has dropped or written anew', async () => {
    const { world, one, another } = await two()
    await world.keep(one, { question, answer: 'In June, says the first again.' })
    expect(gist(await world.ask(another, question))).toBe('unreadable')
    expect(another.stats()).toMatchObject({ corrupt: 1, hits: 0 })
    await one.clear()
    expect(gist(await world.ask(another, question))).toBe('nothing_near')
  })

  test('both drop what no longer fits the documents', async () => {
    const { world, one, another } = await two()
    world.documents.write('d1', 'The hut opens in July.')
    for (const cache of [one, another]) expect(gist(await world.ask(cache, question))).toBe('stale')
  })
})

describe('a row of which one column was changed behind its back', () => {
  const changes: readonly (readonly [column: string, value: string])[] = [
    ['partition', `'x' || substr(partition, 2)`],
    ['scope', `replace(scope, 'small', 'large')`],
    ['question', `replace(question, 'open', 'oped')`],
    ['vector', `CAST(x'01' || substr(vector, 2) AS BLOB)`],
    ['vector', 'substr(vector, 2)'],
    ['search', `replace(search, 'open', 'oped')`],
    ['passages', `'0' || passages`],
    ['documents', `replace(documents, 'd1', 'd2')`],
    ['newest_chunk', 'newest_chunk + 1'],
    ['answer', `replace(answer, 'June', 'July')`],
    ['answer', `substr(answer, 1, 40)`],
    ['answer_digest', `CAST(x'00' || substr(answer_digest, 2) AS BLOB)`],
    ['digest', `CAST(x'00' || substr(digest, 2) AS BLOB)`],
    ['created_at', 'created_at + 3600000'],
    ['corpus', `'another'`],
    ['corpus', 'NULL'],
    ['hits', '-9223372036854775807'],
    ['hits', '9223372036854775807'],
    ['last_hit_at', '9223372036854775807'],
    ['used', '9223372036854775807'],
    ['used', '-1'],
    ['bytes', '9223372036854775807'],
    ['bytes', '-9223372036854775807'],
  ]
  /** Of these a wrong answer could come: they are under the digest. Of the others none can. */
  const harmless = ['corpus', 'hits', 'last_hit_at', 'used', 'bytes']

  test.each(changes)('%s = %s', async (column, value) => {
    const world = cacheWorld()
    const cache = await world.cache()
    await world.keep(cache, { question, answer: 'In June.' })
    await world.keep(cache, { question: other, vector: at(0) })
    await cache.dispose()
    world.database.exec(`UPDATE cache_entry SET ${column} = ${value} WHERE id = 1`)
    const again = await world.restart(cache)
    const found = await world.ask(again, question, at(1))
    if (found.kind !== 'miss') expect(found.entry.answer.answer).toBe('In June.')
    else expect(again.stats().corrupt).toBe(1)
    if (!harmless.includes(column)) expect(found.kind).toBe('miss')
    // The others do not suffer for it, and it goes on as before.
    expect(gist(await world.ask(again, other, at(0)))).toBe('exact')
    expect(await world.keep(again, { question, answer: 'In June.' })).toBe(true)
    expect(gist(await world.ask(again, question, at(1)))).toBe('exact')
    expect(again.stats()).toMatchObject({ size: 2, evictions: 0 })
    expect(again.stats().bytes).toBeGreaterThan(0)
    expect(again.stats().bytes).toBeLessThan(10_000)
  })
})
