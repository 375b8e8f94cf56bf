import { createHash } from 'node:crypto'
import type { Retrieval, RetrievalRequest } from '../retrieval/index.ts'
import { canonical } from './partition.ts'

/** What an answer was written from. */
export interface Searched {
  /** The search, to be made again when the documents have changed. */
  readonly request: RetrievalRequest
  /** Ids of the documents found. */
  readonly documents: readonly string[]
  /** Hash of the passages in their order, as the model was shown them. */
  readonly passages: string
}

/**
 * Null where the search went without its vectors for want of a part: then it says less than the documents do, and
 * nothing can be told from it.
 */
export function searchedOf(request: RetrievalRequest, retrieval: Retrieval): Searched | null {
  const { passages, dense, evidence } = retrieval
  if (dense === 'no_embedder' || dense === 'no_vector_store') return null
  const shown = passages.map(({ documentId, title, path, heading, page, start, end, text }) => ({
    ...{ documentId, title, path, heading, page, start, end, text },
  }))
  return {
    request,
    documents: [...new Set(passages.map(({ documentId }) => documentId))],
    passages: createHash('sha256')
      .update(canonical({ verdict: evidence.verdict, shown }))
      .digest('hex'),
  }
}
