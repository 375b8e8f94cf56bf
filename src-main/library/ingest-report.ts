import type { IngestItem, IngestStatus } from '../../src-shared/schemas/library.ts'
import type { IngestRow } from '../storage/index.ts'
import type { IngestQueue } from './ingest-queue.ts'
import type { LibraryTables } from './library-tables.ts'

/** Items shown at once. */
const SHOWN = 50
/** Chunks of a file that nobody has read yet, where none was read to go by. */
const GUESSED_CHUNKS = 8
/** Shares of a file's progress bar: reading, embedding, and writing to the vector store. */
const READ_SHARE = 0.1
const EMBED_SHARE = 0.8

/** What a person sees of the queue. */
export function ingestStatus(tables: LibraryTables, queue: IngestQueue): IngestStatus {
  const counts = tables.ingest.counts()
  const documents = (state: IngestRow['state']) => counts.get(state)?.documents ?? 0
  const failed = documents('failed')
  const pending = documents('discovered') + documents('read') + documents('chunked') + documents('embedded')
  const chunksPerSecond = pending > 0 ? queue.progress.chunksPerSecond : null
  const chunksLeft = pending > 0 ? chunksToEmbed(tables, queue) : 0
  return {
    paused: queue.isPaused,
    waitingFor: queue.waitsFor,
    total: queue.done + pending + failed,
    done: queue.done,
    failed,
    active: shown(tables, queue).map((row) => item(row, queue)),
    chunksPerSecond,
    remainingSeconds:
      chunksPerSecond === null || queue.isPaused || queue.waitsFor !== null
        ? null
        : Math.ceil(chunksLeft / Math.max(chunksPerSecond, 0.01)),
    rebuild: queue.generations.progress,
  }
}

/** What moves first, then what waits and what failed, in the order of the queue. */
function shown(tables: LibraryTables, queue: IngestQueue): readonly IngestRow[] {
  const { ingest } = tables
  const rows: IngestRow[] = []
  for (const state of ['embedded', 'chunked', 'discovered', 'failed'] as const) {
    if (rows.length < SHOWN) rows.push(...ingest.inState(state, SHOWN - rows.length))
  }
  const moves = (row: IngestRow) =>
    queue.isReading(row.documentId) || (queue.progress.get(row.documentId)?.embedded ?? 0) > 0
  return rows.sort((a, b) => Number(moves(b)) - Number(moves(a)))
}

function chunksToEmbed(tables: LibraryTables, queue: IngestQueue): number {
  const counts = tables.ingest.counts()
  const chunked = counts.get('chunked')
  const read = { documents: chunked?.documents ?? 0, chunks: chunked?.chunks ?? 0 }
  const mean = read.documents > 0 ? read.chunks / read.documents : GUESSED_CHUNKS
  const begun = tables.ingest
    .inState('chunked', SHOWN)
    .reduce((sum, row) => sum + (queue.progress.get(row.documentId)?.embedded ?? 0), 0)
  return Math.max(0, read.chunks - begun) + (counts.get('discovered')?.documents ?? 0) * mean
}

function item(row: IngestRow, queue: IngestQueue): IngestItem {
  const { documentId, path, title, collectionId, state, errorCode, errorMessage } = row
  const progress = queue.progress.get(documentId)
  const isCurrent = progress?.revision === row.revision && state !== 'discovered'
  const total = state === 'discovered' ? 0 : row.chunks
  const share = (part: number) => (total === 0 ? 1 : part / total)
  const embedded = state === 'embedded' ? total : isCurrent ? progress.embedded : 0
  const indexed = isCurrent ? progress.indexed : 0
  return {
    documentId,
    path,
    title,
    collectionId,
    state,
    progress:
      state === 'chunked' || state === 'embedded'
        ? READ_SHARE + EMBED_SHARE * share(embedded) + (1 - READ_SHARE - EMBED_SHARE) * share(indexed)
        : 0,
    chunksDone: embedded,
    chunksTotal: total,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
  }
}
