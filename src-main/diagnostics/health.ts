import type { CheckState, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import { isServerDown, type ModelSelection } from '../../src-shared/schemas/models.ts'
import { type BreakerName, type BreakerSnapshot, breakersOf } from '../../src-shared/schemas/resilience.ts'
import type { VectorStoreState } from '../chroma/index.ts'
import { restingFinding } from './breaker-finding.ts'

export type Finding = Pick<HealthCheck, 'state' | 'detail'>

const backendNames = { ollama: 'Ollama', engine: 'the built-in engine' }

const starting: Finding = { state: 'starting', detail: 'The models are being looked for and loaded.' }

const isStarting = ({ looking, engine }: ModelSelection): boolean => looking || engine.state === 'starting'

/** By name; empty where the breakers cannot be read, which is no news of the part itself. */
export type Breakers = ReadonlyMap<BreakerName, BreakerSnapshot>

/** A model that is selected and does not answer is down, whatever the selection says. */
export function modelFinding(selection: ModelSelection, breakers: Breakers): Finding {
  if (selection.chat) {
    const { name, backend, small } = selection.chat
    const breaker = breakers.get(breakersOf[backend].chat)
    const resting = restingFinding(breaker, 'Answers are quoted from the documents meanwhile.')
    if (resting) return resting
    return {
      state: 'ok',
      detail: `${name} answers on ${backendNames[backend]}.${small ? ' It is a small model: check its answers against the sources.' : ''}`,
    }
  }
  if (isStarting(selection)) return starting
  const detail = `${selection.reasons.chat ?? 'No chat model answers.'} Answers are quoted from the documents.`
  // Where none is installed, quoting is what Alcove does, and a script need not wait for more.
  return { state: isServerDown(selection) ? 'down' : 'degraded', detail }
}

export function embedderFinding(selection: ModelSelection, breakers: Breakers): Finding {
  if (selection.embedder) {
    const { name, backend, dimension } = selection.embedder
    const breaker = breakers.get(breakersOf[backend].embed)
    const resting = restingFinding(breaker, 'Documents are found by full-text search alone meanwhile.')
    if (resting) return resting
    return { state: 'ok', detail: `${name} (${dimension} dimensions) on ${backendNames[backend]}.` }
  }
  if (isStarting(selection)) return starting
  return {
    state: 'down',
    detail: `${selection.reasons.embedder ?? 'No embedding model answers.'} Documents are found by full-text search alone.`,
  }
}

export function vectorStoreFinding(
  store: VectorStoreState,
  rebuilding: { done: number; total: number } | null,
  breakers: Breakers,
): Finding {
  if (store.state === 'starting') return { state: 'starting', detail: 'Chroma is starting.' }
  if (store.state === 'down') {
    return {
      state: 'down',
      detail: `Chroma does not answer (${store.reason.replace(/\.$/, '')}). Full-text search serves meanwhile.`,
    }
  }
  const resting = restingFinding(breakers.get('chroma'), 'Full-text search serves meanwhile.')
  if (resting) return resting
  return rebuilding
    ? {
        state: 'degraded',
        detail: `Chroma is being rebuilt from the database: ${rebuilding.done} of ${rebuilding.total} passages.`,
      }
    : { state: 'ok', detail: 'Chroma answers.' }
}

/** Remembers since when each check is as it is. */
export class CheckHistory {
  readonly #since = new Map<string, { readonly state: CheckState; readonly at: string }>()

  /** @param at ISO 8601, UTC */
  stamp(name: HealthCheck['name'], finding: Finding, at: string): HealthCheck {
    const before = this.#since.get(name)
    const entry = before?.state === finding.state ? before : { state: finding.state, at }
    this.#since.set(name, entry)
    return { name, ...finding, required: true, since: entry.at }
  }
}
