import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { formatCount, formatCountOf, formatDuration, formatRate } from '../ui/quantities.ts'

/** The queue in words and one ratio, as the ingest bar shows it. */
export interface IngestSummary {
  /** `idle`: nothing to show. `finished`: the queue is empty and files failed. */
  readonly phase: 'idle' | 'working' | 'waiting' | 'paused' | 'finished'
  readonly headline: string
  /** Figures, joined by middle dots; empty where nothing was measured. */
  readonly detail: string
  /** 0 to 1. */
  readonly progress: number
  readonly failed: number
}

const waitingWords = {
  embedder: 'Waiting for the embedding model: documents can be found by full text meanwhile.',
  vector_store: 'Waiting for the vector store: documents can be found by full text meanwhile.',
  disk: 'The disk is full: reading goes on when there is room again.',
} as const

export function summarizeIngest(status: IngestStatus): IngestSummary {
  const settled = status.done + status.failed
  const open = Math.max(0, status.total - settled)
  const base = { progress: progressOf(status), failed: status.failed }
  if (open === 0) {
    const phase = status.failed > 0 ? 'finished' : 'idle'
    const headline = status.failed > 0 ? `${formatCountOf(status.failed, 'file')} could not be read` : ''
    return { ...base, phase, headline, detail: '' }
  }
  const documents = `${formatCount(settled)} of ${formatCountOf(status.total, 'document')}`
  if (status.paused) {
    return { ...base, phase: 'paused', headline: 'Reading is paused', detail: join(documents, passagesOf(status)) }
  }
  if (status.waitingFor) {
    return { ...base, phase: 'waiting', headline: waitingWords[status.waitingFor], detail: documents }
  }
  return {
    ...base,
    phase: 'working',
    headline: `Reading ${formatCountOf(open, 'document')}`,
    detail: join(documents, passagesOf(status), rateOf(status), remainingOf(status)),
  }
}

/** The rebuild of the vector store from what is kept: no document is read and no model is asked. */
export function summarizeRebuild(
  rebuild: NonNullable<IngestStatus['rebuild']>,
): Pick<IngestSummary, 'headline' | 'detail' | 'progress'> {
  return {
    headline: 'Rebuilding the vector store',
    detail: `${formatCount(rebuild.done)} of ${formatCountOf(rebuild.total, 'passage')} · search by full text goes on`,
    progress: rebuild.total === 0 ? 0 : Math.min(1, rebuild.done / rebuild.total),
  }
}

/** Whole documents, and of those under way the part that is done, so that one long file moves the bar too. */
function progressOf(status: IngestStatus): number {
  if (status.total === 0) return 0
  const underWay = status.active
    .filter(({ state }) => state !== 'failed' && state !== 'indexed')
    .reduce((sum, item) => sum + item.progress, 0)
  return Math.min(1, (status.done + status.failed + underWay) / status.total)
}

function passagesOf(status: IngestStatus): string {
  const total = status.active.reduce((sum, item) => sum + item.chunksTotal, 0)
  const done = status.active.reduce((sum, item) => sum + item.chunksDone, 0)
  return total === 0 ? '' : `${formatCount(done)} of ${formatCountOf(total, 'passage')}`
}

const rateOf = ({ chunksPerSecond }: IngestStatus): string =>
  chunksPerSecond === null ? '' : `${formatRate(chunksPerSecond)}/s`

const remainingOf = ({ remainingSeconds }: IngestStatus): string =>
  remainingSeconds === null ? '' : `about ${formatDuration(remainingSeconds)} left`

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ')
