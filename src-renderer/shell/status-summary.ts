import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import { formatRemaining, plural } from '../ui/format.ts'
import { outagesLine, outageWords } from '../ui/outage-words.ts'
import type { Outage } from '../ui/outages.ts'
import type { StatusTone } from '../ui/status.tsx'

interface Summary {
  readonly tone: StatusTone
  readonly text: string
}

/** Which model answers, in the few words of the footer. @param waits questions wait for it. @default false */
export function summariseModel(
  selection: ModelSelection | null,
  outages: readonly Outage[] = [],
  waits = false,
): Summary {
  if (selection === null || selection.looking) return { tone: 'busy', text: 'Looking for a model…' }
  const out = outages.find(({ part, kind }) => part === 'chat_model' && kind !== 'missing')
  if (out !== undefined) {
    return {
      tone: outageWords(out).tone,
      text: `${outageWords(out).title}: ${waits ? 'your questions wait' : 'answers are quoted'}`,
    }
  }
  if (selection.chat !== null) {
    const where = selection.chat.backend === 'ollama' ? 'Ollama' : 'built-in engine'
    return { tone: selection.chat.small ? 'info' : 'good', text: `${selection.chat.name} · ${where}` }
  }
  if (selection.engine.state === 'starting') return { tone: 'busy', text: 'The engine is starting…' }
  const meanwhile = waits ? 'your questions wait' : 'answers are quoted from your documents'
  return { tone: 'warn', text: `No chat model: ${meanwhile}` }
}

/** What else is out, or null where nothing is. */
export function summariseOutages(outages: readonly Outage[]): Summary | null {
  const others = outages.filter(({ part }) => part !== 'chat_model')
  const text = outagesLine(others)
  return text === null || others[0] === undefined ? null : { tone: outageWords(others[0]).tone, text }
}

const waits = {
  embedder: 'waiting for the embedding model',
  vector_store: 'waiting for the vector store',
  disk: 'waiting for room on the disk',
} as const

/** What the library is doing, or null where it rests. */
export function summariseIngest(
  ingest: IngestStatus | null,
): (Summary & { readonly ratio: number | null }) | null {
  if (ingest === null) return null
  if (ingest.rebuild !== null && ingest.rebuild.done < ingest.rebuild.total) {
    const { done, total } = ingest.rebuild
    return { tone: 'busy', text: 'Rebuilding the search index', ratio: total === 0 ? null : done / total }
  }
  const finished = ingest.done + ingest.failed
  if (finished >= ingest.total) {
    if (ingest.failed === 0) return null
    return { tone: 'warn', text: `${plural(ingest.failed, 'file')} could not be read`, ratio: null }
  }
  const partly = ingest.active.reduce((sum, item) => sum + item.progress, 0)
  const ratio = Math.min(1, (finished + partly) / ingest.total)
  if (ingest.paused) return { tone: 'off', text: `Paused at ${finished} of ${ingest.total} files`, ratio }
  if (ingest.waitingFor !== null) {
    return { tone: 'warn', text: `${finished} of ${ingest.total} files, ${waits[ingest.waitingFor]}`, ratio }
  }
  const remaining = formatRemaining(ingest.remainingSeconds)
  const tail = remaining === null ? '' : ` · ${remaining}`
  return {
    tone: 'busy',
    text: `Reading ${Math.min(finished + 1, ingest.total)} of ${ingest.total} files${tail}`,
    ratio,
  }
}
