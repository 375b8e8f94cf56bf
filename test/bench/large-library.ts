import { systemClock } from '../../src-main/base/clock.ts'
import { HybridRetriever } from '../../src-main/retrieval/index.ts'
import { FakeEmbedder } from '../fakes/fake-models.ts'
import { LibraryBench } from '../fakes/library-bench.ts'
import { realChroma } from '../fakes/real-chroma.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { paragraph } from './generated-documents.ts'
import { type Bench, median, percentile } from './report.ts'
import { seeded } from './seeded.ts'
import { FIRST_RARE, words } from './words.ts'

const CHUNKS = 10_000
const CHUNKS_A_DOCUMENT = 100
const QUERIES = 200
const DIMENSION = 384
const RARE_WORDS = 4
/** Somebody pastes a paragraph. */
const LONG_QUERIES = 50
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
      const { legs, whole, foundShare, pasted } = await queryTimes(bench, random)

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
        ...(['dense', 'lexical', 'fuse'] as const).flatMap((leg) => [
          { name: `${leg}, median`, value: median(legs[leg]), unit: 'ms' },
          { name: `${leg}, p95`, value: percentile(legs[leg], 0.95), unit: 'ms' },
        ]),
        { name: 'chunk asked about among the passages', value: foundShare, unit: '' },
        { name: 'a pasted paragraph, p95', value: percentile(pasted, 0.95), unit: 'ms' },
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
  const texts = bench.rows<{ text: string }>('SELECT text FROM chunk ORDER BY id').map(({ text }) => text)
  const legs = { dense: [] as number[], lexical: [] as number[], fuse: [] as number[] }
  const whole: number[] = []
  const pasted: number[] = []
  let found = 0
  const anyText = () => texts[Math.floor(random() * texts.length)] ?? ''
  const timed = async (question: string) => {
    const started = performance.now()
    const retrieval = await retriever.retrieve(
      { question, collectionId: null, k: 6, tokenBudget: 1_400 },
      AbortSignal.timeout(30_000),
    )
    if (retrieval.dense !== 'ok') throw new Error(`The dense leg was ${retrieval.dense}`)
    // The goal leaves the embed out, and the one here is no model's.
    return { retrieval, ms: performance.now() - started - (retrieval.timings.embed ?? 0) }
  }
  for (let query = 0; query < QUERIES; query++) {
    const text = anyText()
    const { retrieval, ms } = await timed(questionAbout(text, random))
    whole.push(ms)
    for (const leg of ['dense', 'lexical', 'fuse'] as const) legs[leg].push(retrieval.timings[leg] ?? 0)
    if (retrieval.passages.some((passage) => passage.text.includes(text))) found++
  }
  for (let query = 0; query < LONG_QUERIES; query++) pasted.push((await timed(anyText())).ms)
  return { legs, whole, pasted, foundShare: found / QUERIES }
}

/** As a person asks: a few words of the passage that tell it from others, in a frame that every question has. */
function questionAbout(text: string, random: () => number): string {
  const telling = [...new Set(text.toLowerCase().match(/[a-z]+/g) ?? [])].filter((word) => rare.has(word))
  const chosen = Array.from(
    { length: Math.min(RARE_WORDS, telling.length) },
    () => telling.splice(Math.floor(random() * telling.length), 1)[0] ?? '',
  )
  return `What does the report say about the ${chosen.join(' and the ')} in the first year?`
}

const rare = new Set(words.slice(FIRST_RARE))

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
