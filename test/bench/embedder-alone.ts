import { join } from 'node:path'
import { embeddingText } from '../../src-main/library/readers/reader-pool.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from '../fakes/silent-log.ts'
import type { RunningApp } from './running-app.ts'

/** Texts of one call, and calls at once, as the library asks (src-main/library/embedding-step.ts). */
const BATCH = 32
const AT_ONCE = 2

/** What was embedded of the documents in the folder, read from the database as another process would. */
export function chunkTexts({ dataFolder }: RunningApp, folder: string): string[] {
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

/** Seconds that the embedder takes for them with nothing else to do: never idle, and nothing is kept. */
export async function embedAlone({ alcove }: RunningApp, texts: readonly string[]): Promise<number> {
  const embedder = alcove.services.models.embedder()
  if (!embedder) throw new Error('There is no embedder')
  const signal = AbortSignal.timeout(600_000)
  const started = performance.now()
  let next = 0
  const caller = async () => {
    while (next < texts.length) {
      const from = next
      next += BATCH
      await embedder.embed(texts.slice(from, from + BATCH), signal)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, caller))
  return (performance.now() - started) / 1_000
}
