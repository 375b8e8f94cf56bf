import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { formatCount, formatRemaining, plural } from '../ui/format.ts'

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

export function summariseIngest(status: IngestStatus): IngestSummary {
  const settled = status.done + status.failed
  const open = Math.max(0, status.total - settled)
  const base = { progress: progressOf(status), failed: status.failed }
  if (open === 0) {
    const phase = status.failed > 0 ? 'finished' : 'idle'
    const headline = status.failed > 0 ? `${plural(status.failed, 'file')} could not be read` : ''
    return { ...base, phase, headline, detail: '' }
  }
  const documents = `${formatCount(settled)} of ${plural(status.total, 'document')}`
  if (status.paused) {
    return {
      ...base,
      phase: 'paused',
      headline: 'Reading is paused',
      detail: join(documents, passagesOf(status)),
    }
  }
  if (status.waitingFor) {
    return { ...base, phase: 'waiting', headline: waitingWords[status.waitingFor], detail: documents }
  }
  return {
    ...base,
    phase: 'working',
    headline: `Reading ${plural(open, 'document')}`,
    detail: join(documents, passagesOf(status), rateOf(status), remainingOf(status)),
  }
}

/** The rebuild of the vector store from what is kept: no document is read and no model is asked. */
export function summariseRebuild(
  rebuild: NonNullable<IngestStatus['rebuild']>,
): Pick<IngestSummary, 'headline' | 'detail' | 'progress'> {
  return {
    headline: 'Rebuilding the vector store',
    detail: `${formatCount(rebuild.done)} of ${plural(rebuild.total, 'passage')} · search by full text goes on`,
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
  return total === 0 ? '' : `${formatCount(done)} of ${plural(total, 'passage')}`
}

/** From ten a second on the decimals would only flicker. */
const rateOf = ({ chunksPerSecond: rate }: IngestStatus): string =>
  rate === null ? '' : `${formatCount(rate < 10 ? rate : Math.round(rate))}/s`

const remainingOf = ({ remainingSeconds }: IngestStatus): string => formatRemaining(remainingSeconds) ?? ''

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ')
