import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SqliteCacheStore } from '../../../src-main/cache/index.ts'
import { databasesOn, drivers } from '../storage/database-set-up.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'
import { answerOf } from './cache-set-up.ts'

const entry = {
  partition: 'p',
  scope: { collectionId: null, chatModel: 'm', embedder: null, k: 6, isFollowUp: false },
  question: 'Où est la cabane ? 🏔️',
  vector: Float32Array.of(0.6, -0.8),
  search: { question: 'cabane', collectionId: null, k: 6, tokenBudget: 900 },
  passages: 'hash',
  documents: [['d1', 3]] as const,
  corpus: 'v1',
  newestChunk: 12,
  createdAt: 1_700_000_000_000,
  used: 7,
  answer: answerOf('En haut [1]. "Quoted", \u0000 and half \ud83c.'),
}
const nearMiss = {
  ...{ at: 1, asked: 'a', cached: 'c', entryId: 1, similarity: 0.93, rule: 'number', detail: '2/3' },
}

describe.each(drivers)('the store on %s', (driver) => {
  const { open } = databasesOn(driver)
  const stored = () => {
    const database = open(join(temporaryFolder(), 'a.db'))
    return { database, store: new SqliteCacheStore(database) }
  }

  test('gives back what it was given, in pages by id', async () => {
    const { store } = stored()
    const first = await store.insert(entry, [])
    const second = await store.insert({ ...entry, vector: null, corpus: null, documents: [] }, [])
    const { answer, ...rest } = entry
    const page = await store.page(0, 1)
    expect(page).toEqual({
      entries: [{ ...rest, ...first, hits: 0, lastHitAt: null }],
      ...{ corrupt: 0, next: first.id },
    })
    expect((await store.page(first.id, 1)).entries).toMatchObject([
      { id: second.id, vector: null, corpus: null, documents: [] },
    ])
    expect(await store.page(second.id, 1)).toEqual({ entries: [], corrupt: 0, next: null })
    expect(await store.answer(first.id)).toEqual(answer)
    expect(await store.answer(99)).toBeNull()
    expect(first.bytes).toBeGreaterThan(second.bytes)
  })

  test('replaces, touches, removes and clears; what is gone is touched without a word', async () => {
    const { store } = stored()
    const { id } = await store.insert(entry, [])
    const replaced = await store.insert({ ...entry, question: 'Other' }, [id])
    const ids = async () => (await store.page(0, 9)).entries.map((each) => each.id)
    expect(await ids()).toEqual([replaced.id])
    const touch = { hits: 4, lastHitAt: 9, used: 8, corpus: 'v2' }
    await store.touch([
      { id, ...touch },
      { id: replaced.id, ...touch },
    ])
    expect((await store.page(0, 9)).entries).toMatchObject([{ id: replaced.id, ...touch }])
    await store.remove([replaced.id, id])
    expect(await ids()).toEqual([])
    const next = await store.insert(entry, [])
    // Never used twice: a late removal must not hit a newer entry.
    expect(next.id).toBeGreaterThan(replaced.id)
    await store.addNearMisses([nearMiss], 5)
    await store.clear()
    expect([await ids(), await store.nearMisses(9)]).toEqual([[], []])
  })

  test('keeps the newest near-misses', async () => {
    const { store } = stored()
    const named = (asked: string) => ({ ...nearMiss, asked })
    await store.addNearMisses([named('1'), named('2')], 3)
    await store.addNearMisses([named('3'), named('4')], 3)
    expect((await store.nearMisses(9)).map(({ asked }) => asked)).toEqual(['4', '3', '2'])
    expect(await store.nearMisses(1)).toEqual([named('4')])
  })

  test('passes a damaged row over, also where it cannot be removed', async () => {
    const { database, store } = stored()
    await store.insert(entry, [])
    await store.insert(entry, [])
    database.exec(`UPDATE cache_entry SET question = 'x' WHERE id = 1; PRAGMA query_only = ON`)
    const page = await store.page(0, 9)
    expect([page.entries.map(({ id }) => id), page.corrupt]).toEqual([[2], 1])
    database.exec('PRAGMA query_only = OFF')
    await store.page(0, 9)
    expect(database.prepare('SELECT id FROM cache_entry').all()).toEqual([{ id: 2 }])
  })
})
