import type { DocumentRow, DocumentState, IngestItem } from '../../src-shared/schemas/library.ts'
import { formatCount } from '../ui/format.ts'
import type { StatusTone } from '../ui/status.tsx'

export interface StateWords {
  readonly label: string
  readonly explanation: string
  readonly tone: StatusTone
}

/**
 * What a person reads for each step. A state names what was done last; the word names what comes next, since
 * that is what the person waits for.
 */
export const stateWords: Readonly<Record<DocumentState, StateWords>> = {
  discovered: { label: 'Waiting', explanation: 'In the queue, not read yet.', tone: 'off' },
  read: { label: 'Splitting', explanation: 'Read; being split into passages.', tone: 'busy' },
  chunked: {
    label: 'Embedding',
    explanation: 'Found by full text already; its passages are being embedded for search by meaning.',
    tone: 'busy',
  },
  embedded: { label: 'Indexing', explanation: 'Embedded; being put into the vector store.', tone: 'busy' },
  indexed: { label: 'Ready', explanation: 'Found by full text and by meaning.', tone: 'good' },
  failed: { label: 'Failed', explanation: 'Could not be read.', tone: 'bad' },
}

/** A state as the table shows it, with the live figures of the queue where it works on this document now. */
export interface ShownState extends StateWords {
  /** 0 to 1; null where there is no telling. */
  readonly progress: number | null
}

/** `isStill`: the queue is paused or waits, so nothing may look as if it moved. */
export function shownState(row: DocumentRow, item: IngestItem | undefined, isStill = false): ShownState {
  const state = item && row.state !== 'failed' ? item.state : row.state
  const words = stateWords[state]
  if (state === 'failed') {
    return { ...words, explanation: row.error?.message ?? words.explanation, progress: null }
  }
  const tone = isStill && words.tone === 'busy' ? 'off' : words.tone
  if (!item || words.tone !== 'busy') return { ...words, tone, progress: null }
  const passages =
    item.chunksTotal > 0
      ? ` ${formatCount(item.chunksDone)} of ${formatCount(item.chunksTotal)} passages.`
      : ''
  return { ...words, tone, explanation: `${words.explanation}${passages}`, progress: item.progress }
}
