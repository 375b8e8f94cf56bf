import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { AppError } from '../../src-main/base/app-error.ts'
import { wordVector } from '../fakes/fake-models.ts'
import { LibraryBench } from '../fakes/library-bench.ts'
import { realChroma, whenReady, whenState } from '../fakes/real-chroma.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const signal = AbortSignal.timeout(600_000)

async function libraryOnChroma() {
  const chroma = await realChroma()
  cleanups.push(() => chroma.close())
  await whenReady(chroma.store)
  const bench = new LibraryBench(chroma.store)
  cleanups.push(() => bench.dispose())
  return { chroma, bench }
}

const passages = (count: number, of: string) =>
  Array.from({ length: count }, (_, n) => `Passage ${n} of ${of}.`).join('\n\n')

async function expectWhole(
  bench: LibraryBench<Awaited<ReturnType<typeof realChroma>>['store']>,
): Promise<void> {
  const names = bench.library.vectorCollections(null)
  const counts = await Promise.all(names.map((name) => bench.vectors.count(name, signal)))
  expect(counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(bench.chunkIds().length)
  expect(await bench.vectors.list(signal)).toEqual(names)
}

test('a deleted Chroma folder is built again from SQLite without one call to the embedder', async () => {
  const { chroma, bench } = await libraryOnChroma()
  await bench.addAndSettle(bench.write('a.txt', passages(300, 'a')), bench.write('b.txt', passages(40, 'b')))
  expect(bench.embedder.asked).toHaveLength(340)
  bench.embedder.error = new AppError('INTERNAL', { message: 'nobody may ask' })

  const isReadyAgain = whenState(chroma.store, 'down').then(() => whenReady(chroma.store))
  const seen: number[] = []
  const subscription = bench.library.onStatus(({ rebuild }) => {
    if (rebuild) seen.push(rebuild.total)
  })
  rmSync(chroma.folder, { recursive: true, force: true })
  await isReadyAgain
  await bench.settled()
  void subscription.dispose()

  await expectWhole(bench)
  expect(bench.embedder.asked).toHaveLength(340)
  expect(seen).toContain(340)
  const [name = ''] = bench.library.vectorCollections(null)
  const [hit] = await bench.vectors.query(name, wordVector('Passage 7 of b.'), 1, signal)
  const found = bench.rows<{ text: string }>(`SELECT text FROM chunk WHERE id = ${Number(hit?.id)}`)
  expect(found.map(({ text }) => text)).toEqual(['Passage 7 of b.'])
})

test('a Chroma killed while documents come in is caught up with by itself', async () => {
  const { chroma, bench } = await libraryOnChroma()
  await bench.add(...Array.from({ length: 12 }, (_, n) => bench.write(`${n}.txt`, passages(60, `${n}`))))
  for (let kill = 0; kill < 3; kill++) {
    await whenReady(chroma.store)
    const isDown = whenState(chroma.store, 'down')
    process.kill(chroma.store.pid ?? 0, 'SIGKILL')
    await isDown
  }
  await whenReady(chroma.store)
  expect(await bench.settled()).toMatchObject({ waitingFor: null, failed: 0 })
  expect(
    bench.library.documents({ collectionId: null, search: '', state: 'indexed', offset: 0, limit: 50 }).total,
  ).toBe(12)
  await expectWhole(bench)
})

test('a removed document is out of Chroma and out of every table', async () => {
  const { bench } = await libraryOnChroma()
  const secret = bench.write('secret.txt', passages(30, 'secret'))
  await bench.addAndSettle(secret, bench.write('open.txt', passages(10, 'open')))
  const [name = ''] = bench.library.vectorCollections(null)
  bench.library.removeDocuments([bench.documentAt(secret)?.id ?? ''])
  await bench.settled()
  expect(await bench.vectors.count(name, signal)).toBe(10)
  expect(bench.rows("SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH 'secret'")).toEqual([])
  for (const table of ['chunk', 'embedding']) expect(bench.count(table), table).toBe(10)
  bench.library.removeCollection(bench.collectionId)
  await bench.settled()
  expect(await bench.vectors.list(signal)).toEqual([])
})
