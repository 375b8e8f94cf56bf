import type { CacheEntryView } from '../../src-shared/schemas/cache.ts'
import type { CorpusState } from './corpus.ts'
import type { Entry } from './entry-table.ts'
import type { Invalidation } from './lookup.ts'

/** Whether an entry goes with it. An answer from all collections may rest on any of them. */
export function concerns(
  what: Invalidation,
  { scope, documents }: Pick<Entry, 'scope' | 'documents'>,
): boolean {
  if ('documentId' in what) return documents.some(([id]) => id === what.documentId)
  if ('collectionId' in what) return scope.collectionId === null || scope.collectionId === what.collectionId
  return true
}

export function viewOf(entry: Entry, { version, isSettled }: CorpusState): CacheEntryView {
  const { id, question, scope, partition, createdAt, lastHitAt, hits, bytes } = entry
  return {
    ...{ id, question, scope, partition, createdAt, lastHitAt, hits, bytes },
    documents: entry.documents.map(([documentId]) => documentId),
    isVerified: isSettled && entry.corpus === version,
  }
}
