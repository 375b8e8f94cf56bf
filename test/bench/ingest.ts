import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddingText } from '../../src-main/library/readers/reader-pool.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { writeDocuments } from './generated-documents.ts'
import { LoopDelay } from './loop-delay.ts'
import type { Bench } from './report.ts'
import { ingest, type RunningApp, runningApp } from './running-app.ts'

const ROUNDS = 5
const DOCUMENTS_A_ROUND = 100
const SECTIONS = 3

/**
 * 500 generated documents through the whole library, and the embedder alone on exactly the same chunks, in
 * turns: what reading, storing and indexing cost beside the embedding, which nothing can save.
 */
export const ingestBench: Bench = {
  name: `ingest: ${ROUNDS * DOCUMENTS_A_ROUND} documents against the embedder alone on the same chunks`,
  async run() {
    const app = await runningApp()
    const files = await mkdtemp(join(tmpdir(), 'alcove-bench-files-'))
    try {
      let chunks = 0
      let whole = 0
      let alone = 0
      const p99: number[] = []
      let max = 0
      for (let round = 0; round < ROUNDS; round++) {
        const folder = writeDocuments(join(files, String(round)), DOCUMENTS_A_ROUND, SECTIONS, round + 1)
        const delay = new LoopDelay()
        whole += await ingest(app, folder)
        const late = delay.stop()
        p99.push(late.p99)
        max = Math.max(max, late.max)
        const texts = chunkTexts(app, folder)
        chunks += texts.length
        alone += await embedAlone(app, texts)
      }
      const again = await ingest(app, join(files, '0'))
      const ratio = alone / whole
      return [
        { name: 'chunks', value: chunks, unit: '' },
        { name: 'through the library', value: chunks / whole, unit: 'chunks/s' },
        { name: 'embedder alone', value: chunks / alone, unit: 'chunks/s' },
        { name: 'library against embedder', value: ratio, unit: '', goal: '≥ 0.90', met: ratio >= 0.9 },
        {
          name: 'main loop delay p99, worst round',
          value: Math.max(...p99),
          unit: 'ms',
          goal: '< 20 ms',
          met: Math.max(...p99) < 20,
        },
        { name: 'main loop delay max', value: max, unit: 'ms' },
        { name: 'unchanged files looked at again', value: DOCUMENTS_A_ROUND / again, unit: 'documents/s' },
      ]
    } finally {
      await app.dispose()
      await rm(files, { recursive: true, force: true })
    }
  },
}

/** What was embedded of the documents in the folder, read from the database as another process would. */
function chunkTexts({ dataFolder }: RunningApp, folder: string): string[] {
  const log = silentLog().scope('bench')
  const database = openDatabase({ file: join(dataFolder, 'alcove.db'), log })
  try {
    return database
      .prepare<{ heading: string | null; text: string }>(
        `SELECT c.heading, c.text FROM chunk c
         JOIN document d ON d.id = c.document_id AND d.revision = c.revision
         WHERE d.path LIKE ? ORDER BY c.id`,
      )
      .all(`${folder}/%`)
      .map(embeddingText)
  } finally {
    database.dispose()
  }
}

/** Seconds. */
async function embedAlone({ alcove }: RunningApp, texts: readonly string[]): Promise<number> {
  const embedder = alcove.services.models.embedder()
  if (!embedder) throw new Error('There is no embedder')
  const started = performance.now()
  await embedder.embed(texts, AbortSignal.timeout(600_000))
  return (performance.now() - started) / 1_000
}
