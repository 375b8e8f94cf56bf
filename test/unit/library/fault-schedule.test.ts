import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { FakeEmbedder } from '../../fakes/fake-models.ts'
import { idsInVectors, LibraryBench } from '../../fakes/library-bench.ts'

const file = fc.integer({ min: 0, max: 4 }).map((n) => `${n}.txt`)
const text = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 })
  .map((numbers) => numbers.map((n) => `Passage ${n}.`).join('\n\n'))

type Step =
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | { readonly do: 'remove'; readonly file: string }
  | { readonly do: 'embedder down' | 'vectors down' | 'vectors lost' | 'other embedder' | 'all well' }
  | { readonly do: 'restart' | 'settle' | 'pause' | 'resume' | 'cancel' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), file, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), file }) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        ...(['embedder down', 'vectors down', 'vectors lost', 'other embedder', 'all well'] as const),
        ...(['restart', 'settle', 'pause', 'resume', 'cancel'] as const),
      )
      .map((what): Step => ({ do: what })),
  },
)

/** Makes everything answer again. */
function mend(bench: LibraryBench): void {
  bench.embedder.error = null
  bench.vectors.setState({ state: 'ready' })
  bench.models.select(bench.embedder)
}

async function take(bench: LibraryBench, now: Step): Promise<void> {
  switch (now.do) {
    case 'write':
      await bench.add(bench.write(now.file, now.text))
      return
    case 'remove': {
      const document = bench.documentAt(`${bench.files}/${now.file}`)
      if (document) bench.library.removeDocuments([document.id])
      return
    }
    case 'embedder down':
      bench.embedder.error = new AppError('EMBEDDER_UNAVAILABLE')
      return
    case 'vectors down':
      bench.vectors.setState({ state: 'down', reason: 'test' })
      return
    case 'vectors lost':
      bench.vectors.setState({ state: 'down', reason: 'test' })
      bench.vectors.lose()
      bench.vectors.setState({ state: 'ready' })
      return
    case 'other embedder':
      bench.models.select(new FakeEmbedder('sha256:other', 16))
      return
    case 'all well':
      mend(bench)
      return
    case 'restart':
      await bench.restart()
      return
    case 'settle':
      await bench.settled()
      return
    case 'pause':
    case 'resume':
      bench.library[now.do]()
      return
    case 'cancel':
      bench.library.cancel(null)
  }
}

function expectSound(bench: LibraryBench): void {
  expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  for (const table of ['ingest', 'retired_revision', 'vector_removal'])
    expect(bench.count(table), table).toBe(0)
  expect(bench.count('chunk')).toBe(bench.chunkIds().length)
  expect(
    bench.rows('SELECT text_hash FROM embedding WHERE text_hash NOT IN (SELECT text_hash FROM chunk)'),
  ).toEqual([])
  const texts = bench.rows<{ id: string; text: string }>(
    'SELECT document_id AS id, text FROM chunk ORDER BY document_id, ordinal',
  )
  for (const { id } of bench.library.documents({
    collectionId: null,
    search: '',
    state: null,
    offset: 0,
    limit: 50,
  }).items) {
    const own = texts.filter((row) => row.id === id).map((row) => row.text)
    expect(own.join('\n\n')).toBe(bench.library.text(id).text)
  }
  expect(() =>
    bench.database.exec("INSERT INTO chunk_fts (chunk_fts, rank) VALUES ('integrity-check', 1)"),
  ).not.toThrow()
}

test('whatever happens in whatever order, in the end every store holds the same', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 18 }), async (steps) => {
      const bench = LibraryBench.inMemory()
      try {
        for (const now of steps) await take(bench, now)
        mend(bench)
        bench.library.resume()
        // What was cancelled or changed last is added once more: the end is what the files say.
        await bench.add(bench.files)
        await bench.settled()
        expectSound(bench)
        const named = bench.library.vectorCollections(null)
        for (const name of await bench.vectors.list()) expect(named).toContain(name)
      } finally {
        await bench.dispose()
        rmSync(bench.folder, { recursive: true, force: true })
      }
    }),
    { numRuns: 60, seed: 11, endOnFailure: true },
  )
})
