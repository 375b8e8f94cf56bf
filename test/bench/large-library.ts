import { systemClock } from '../../src-main/base/clock.ts'
import { HybridRetriever } from '../../src-main/retrieval/index.ts'
import { FakeEmbedder } from '../fakes/fake-models.ts'
import { LibraryBench } from '../fakes/library-bench.ts'
import { realChroma } from '../fakes/real-chroma.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { paragraph, seeded } from './generated-documents.ts'
import { type Bench, median, percentile } from './report.ts'

const CHUNKS = 10_000
const CHUNKS_A_DOCUMENT = 100
const QUERIES = 200
const DIMENSION = 384
const BUILD_MS = 300_000

/**
 * Retrieval and rebuild at 10,000 chunks on the real Chroma and SQLite. The vectors are hashed words, made at
 * once: the goal leaves the embed out, and so building takes seconds.
 */
export const largeLibraryBench: Bench = {
  name: `retrieval: ${CHUNKS} chunks, ${QUERIES} questions, without the embed`,
  async run() {
    const chroma = await realChroma()
    const bench = new LibraryBench(chroma.store)
    try {
      const embedder = new FakeEmbedder('hashed words', DIMENSION)
      bench.models.select(embedder)
      const random = seeded(7)
      for (let document = 0; document < CHUNKS / CHUNKS_A_DOCUMENT; document++) {
        const paragraphs = Array.from({ length: CHUNKS_A_DOCUMENT }, () => paragraph(random, 9))
        await bench.add(bench.write(`large-${document}.txt`, paragraphs.join('\n\n')))
      }
      await bench.library.whenSettled(AbortSignal.timeout(BUILD_MS))
      const stored = bench.chunkIds().length
      const { legs, whole } = await queryTimes(bench, random)

      const before = embedder.asked.length
      const started = performance.now()
      bench.library.rebuildVectors()
      await rebuilt(bench)
      const rebuildSeconds = (performance.now() - started) / 1_000
      const p95 = percentile(whole, 0.95)
      return [
        { name: 'chunks in SQLite', value: stored, unit: '' },
        { name: 'retrieval, median', value: median(whole), unit: 'ms' },
        { name: 'retrieval, p95', value: p95, unit: 'ms', goal: '≤ 30 ms', met: p95 <= 30 },
        ...(['dense', 'lexical', 'fuse'] as const).map((leg) => ({
          name: `${leg}, p95`,
          value: percentile(legs[leg], 0.95),
          unit: 'ms',
        })),
        { name: 'rebuild from SQLite', value: stored / rebuildSeconds, unit: 'chunks/s' },
        {
          name: 'texts embedded for it',
          value: embedder.asked.length - before,
          unit: '',
          goal: '0',
          met: embedder.asked.length === before,
        },
      ]
    } finally {
      await bench.dispose()
      await chroma.close()
    }
  },
}

async function queryTimes(
  bench: LibraryBench<Awaited<ReturnType<typeof realChroma>>['store']>,
  random: () => number,
) {
  const { database, models, vectors, library } = bench
  const log = silentLog().scope('bench')
  const retriever = new HybridRetriever({ database, models, vectors, library, clock: systemClock, log })
  const legs = { dense: [] as number[], lexical: [] as number[], fuse: [] as number[] }
  const whole: number[] = []
  for (let query = 0; query < QUERIES; query++) {
    const question = `What happened to the ${paragraph(random, 1).split(' ').slice(3, 12).join(' ')}?`
    const started = performance.now()
    const found = await retriever.retrieve(
      { question, collectionId: null, k: 6, tokenBudget: 1_400 },
      AbortSignal.timeout(30_000),
    )
    // Embedding takes no time here; what the legs wait for each other is theirs.
    whole.push(performance.now() - started)
    for (const leg of ['dense', 'lexical', 'fuse'] as const) legs[leg].push(found.timings[leg] ?? 0)
  }
  return { legs, whole }
}

async function rebuilt({ library }: { readonly library: LibraryBench['library'] }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The rebuild did not end')), BUILD_MS)
    let begun = library.status().rebuild !== null
    const look = setInterval(() => {
      const { rebuild } = library.status()
      begun ||= rebuild !== null
      if (!begun || rebuild !== null) return
      clearTimeout(timer)
      clearInterval(look)
      resolve()
    }, 5)
  })
}
