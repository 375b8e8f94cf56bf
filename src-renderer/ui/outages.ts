import type { ChatLine } from '../../src-shared/ipc/chat-routes.ts'
import type { HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { isServerDown, type ModelSelection } from '../../src-shared/schemas/models.ts'
import type { BreakerName, BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import { momentAfter } from './countdown.ts'
import { modelBreaker } from './model-breaker.ts'

export type Part = 'chat_model' | 'embedder' | 'vector_store' | 'database' | 'disk'

/**
 * How a part is out. `resting`: it failed too often and is not asked. `trying`: the first calls after that are on
 * their way. `stopped`: by hand. `missing`: nothing that could be asked is there. `restarting`: nor is it, and the
 * built-in engine, or the supervisor of Chroma, starts it anew by itself, at a time that is not told. `slow` is of the
 * database, `full` of the disk.
 */
export type OutageKind = 'resting' | 'trying' | 'stopped' | 'missing' | 'restarting' | 'slow' | 'full'

export interface Outage {
  readonly part: Part
  readonly kind: OutageKind
  /** What a try by hand asks; null: no breaker stands before it. */
  readonly breaker: BreakerName | null
  /** Epoch milliseconds by the window's clock; null: none is waited for. */
  readonly nextTryAt: number | null
}

/** When each part was last seen to come back, in epoch milliseconds by the window's clock; none: it never was. */
export type BackAt = Readonly<Partial<Record<Part, number>>>

/** What the window knows of the machine. Null: not told yet. */
export interface Surroundings {
  readonly selection: ModelSelection | null
  readonly checks: readonly HealthCheck[]
  readonly breakers: readonly BreakerSnapshot[]
  readonly ingest: IngestStatus | null
  readonly line: ChatLine
  /** The engine has just come up, and main has not yet looked what it has. */
  readonly isToBeLookedAt?: boolean
}

/**
 * What is out now, what weighs most first. That no model is installed is no outage: nothing will come back.
 *
 * @param now epoch milliseconds at which the breakers were told
 * @param before as it was last, whose moments stay where they differ by next to nothing
 */
export function outagesOf(around: Surroundings, now: number, before: readonly Outage[]): readonly Outage[] {
  const found = [
    disk(around),
    database(around),
    model('chat_model', around, before),
    model('embedder', around, before),
    vectorStore(around, before),
  ].filter((outage) => outage !== null)
  return found.map(({ waitMs, ...outage }) => {
    if (waitMs === undefined) return outage
    const last = before.find(({ part, kind }) => part === outage.part && kind === outage.kind)
    return { ...outage, nextTryAt: momentAfter(waitMs, now, last?.nextTryAt ?? null) }
  })
}

/** Whether both say the same, so that what shows them can stay as it is. */
export function isSameOutages(a: readonly Outage[], b: readonly Outage[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, at) => {
      const other = b[at]
      return (
        other !== undefined &&
        one.part === other.part &&
        one.kind === other.kind &&
        one.breaker === other.breaker &&
        one.nextTryAt === other.nextTryAt
      )
    })
  )
}

/** `waitMs`: from when it was told, where the moment itself was not. */
type Found = Outage & { readonly waitMs?: number | null }

function model(
  part: 'chat_model' | 'embedder',
  around: Surroundings,
  before: readonly Outage[],
): Found | null {
  const { selection } = around
  if (selection === null || selection.looking) return null
  const name = modelBreaker(part, selection)
  if (name === null) {
    const restarting = { part, kind: 'restarting', breaker: null, nextTryAt: null } as const
    const isEngine = !isOllamaGone(selection)
    const isComing = isEngine && (selection.engine.state === 'starting' || around.isToBeLookedAt === true)
    // Only what was there is missed while it comes back: at the first start nothing is out.
    if (isComing) return before.some((outage) => outage.part === part) ? restarting : null
    // The next look is no news of it: the engine comes by its own time.
    if (isEngine && selection.engine.state === 'failed') return restarting
    return isServerDown(selection)
      ? { part, kind: 'missing', breaker: null, nextTryAt: selection.nextLookAt }
      : null
  }
  return resting(part, name, around.breakers)
}

const isOllamaGone = ({ choice, ollama }: ModelSelection): boolean => choice === 'ollama' && !ollama.reachable

function vectorStore({ breakers, checks }: Surroundings, before: readonly Outage[]): Found | null {
  const part = 'vector_store'
  const found = resting(part, 'chroma', breakers)
  if (found !== null) return found
  const state = checks.find(({ name }) => name === part)?.state
  if (state === 'down') return { part, kind: 'missing', breaker: 'chroma', nextTryAt: null }
  // Likewise only what was there is missed while it comes back.
  const isMissed = state === 'starting' && before.some((outage) => outage.part === part)
  return isMissed ? { part, kind: 'restarting', breaker: 'chroma', nextTryAt: null } : null
}

function resting(part: Part, breaker: BreakerName, breakers: readonly BreakerSnapshot[]): Found | null {
  const snapshot = breakers.find(({ name }) => name === breaker)
  switch (snapshot?.state) {
    case 'open':
      return { part, kind: 'resting', breaker, nextTryAt: null, waitMs: snapshot.probeInMs }
    case 'half_open':
      return { part, kind: 'trying', breaker, nextTryAt: null }
    case 'forced_open':
      return { part, kind: 'stopped', breaker, nextTryAt: null }
    default:
      return null
  }
}

function database({ checks, line }: Surroundings): Found | null {
  const state = checks.find(({ name }) => name === 'database')?.state
  const nextTryAt = nextKeeping(line, (code) => code !== 'DISK_FULL')
  if (state === 'down') return { part: 'database', kind: 'missing', breaker: null, nextTryAt }
  if (state !== 'degraded' && nextTryAt === null) return null
  return { part: 'database', kind: 'slow', breaker: null, nextTryAt }
}

function disk({ ingest, line }: Surroundings): Found | null {
  const nextTryAt = nextKeeping(line, (code) => code === 'DISK_FULL')
  if (nextTryAt === null && ingest?.waitingFor !== 'disk') return null
  return { part: 'disk', kind: 'full', breaker: null, nextTryAt }
}

/** When the first of the answers that are not kept, for such a reason, is tried again; null without any. */
function nextKeeping({ unkept }: ChatLine, isReason: (code: string) => boolean): number | null {
  const times = unkept.filter(({ code }) => isReason(code)).map(({ nextTryAt }) => nextTryAt)
  return times.length === 0 ? null : Math.min(...times)
}
