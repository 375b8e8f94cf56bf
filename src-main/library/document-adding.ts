import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AddResult } from '../../src-shared/schemas/library.ts'
import { limits } from '../../src-shared/schemas/limits.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { LibraryTables } from './library-tables.ts'
import { type FoundFile, walkPaths } from './path-walker.ts'
import { inSmallSteps } from './small-steps.ts'

type Item = AddResult['items'][number]

/** Files of one go: a folder of 100,000 is queued while it is still being walked. */
const AT_ONCE = 200

/** Walks the paths and queues what is new or changed. `onQueued` says that something was, and what was queued anew. */
export async function addPaths(
  tables: LibraryTables,
  clock: Clock,
  paths: readonly string[],
  collectionId: string,
  onQueued: (documentIds: readonly string[]) => void,
  signal: AbortSignal,
): Promise<AddResult> {
  const items = new Map<string, Item>()
  const refused: { path: string; code: string; message: string }[] = []
  let found: FoundFile[] = []
  const flush = async () => {
    const files = found
    found = []
    const queued: string[] = []
    await inSmallSteps(
      tables.database,
      files,
      (file) => {
        const item = queueFile(tables, clock, file, collectionId)
        items.set(item.path, item)
        if (!item.unchanged) queued.push(item.documentId)
      },
      signal,
    )
    if (queued.length > 0) onQueued(queued)
  }

  let walked = 0
  for await (const entry of walkPaths(paths, signal)) {
    if ('error' in entry) {
      const { code, message } = entry.error
      refused.push({ path: entry.path, code, message })
      continue
    }
    found.push(entry)
    if (found.length >= AT_ONCE) await flush()
    if (++walked % AT_ONCE === 0) await nextTurn()
  }
  await flush()
  return { items: [...items.values()], refused }
}

function queueFile(tables: LibraryTables, clock: Clock, file: FoundFile, collectionId: string): Item {
  const { documents, ingest, collections } = tables
  const { path, format } = file
  if (path.length > limits.path) throw new AppError('INVALID_INPUT', { message: 'The path is too long.' })
  const known = documents.contentByPath(collectionId, path)
  if (!known) {
    // Removed while it was walked.
    if (!collections.find(collectionId)) throw new AppError('NOT_FOUND')
    const id = randomUUID()
    documents.insert({ id, collectionId, path, title: basename(path), format, addedAt: clock.now() })
    ingest.enqueue(id, clock.now())
    return { documentId: id, path, state: 'discovered', unchanged: false }
  }
  const isSame = known.revision > 0 && known.size === file.size && known.modifiedAt === file.modifiedAt
  if (isSame && known.ingestState !== 'failed') {
    return { documentId: known.id, path, state: known.ingestState ?? 'indexed', unchanged: true }
  }
  ingest.enqueue(known.id, clock.now())
  return { documentId: known.id, path, state: 'discovered', unchanged: false }
}
