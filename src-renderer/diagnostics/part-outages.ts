import type { CheckState, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { Outage, Part } from '../ui/outages.ts'
import type { StatusTone } from '../ui/status.tsx'

const partOf: Readonly<Partial<Record<HealthCheck['name'], Part>>> = {
  model: 'chat_model',
  embedder: 'embedder',
  vector_store: 'vector_store',
  database: 'database',
}

/** How a part that is checked is out by what the footer and the chat say too; null where it is not. */
export function outageOf(check: HealthCheck['name'], outages: readonly Outage[]): Outage | null {
  const part = partOf[check]
  return outages.find((outage) => outage.part === part) ?? null
}

/** Whether it may be back in a moment: it is not called down then. */
export const isReturning = ({ kind }: Outage): boolean => kind === 'trying' || kind === 'restarting'

export interface PartState {
  readonly tone: StatusTone
  readonly label: string
}

const states: Readonly<Record<CheckState, PartState>> = {
  ok: { tone: 'good', label: 'Works' },
  degraded: { tone: 'warn', label: 'Limited' },
  down: { tone: 'bad', label: 'Down' },
  starting: { tone: 'busy', label: 'Starting' },
}

const outStates: Readonly<Partial<Record<Outage['kind'], PartState>>> = {
  resting: { tone: 'bad', label: 'Resting' },
  trying: { tone: 'busy', label: 'Trying again' },
  restarting: { tone: 'busy', label: 'Restarting' },
  stopped: { tone: 'warn', label: 'Stopped by hand' },
  missing: states.down,
}

/**
 * What a card says in one or two words: what is out before what was checked up to a second ago.
 *
 * @param hasFailed its last call did. @default false
 */
export function partState(check: CheckState, outage: Outage | null, hasFailed = false): PartState {
  const out = outage && outStates[outage.kind]
  if (out) return out
  return check === 'ok' && hasFailed ? { tone: 'warn', label: 'Last call failed' } : states[check]
}
