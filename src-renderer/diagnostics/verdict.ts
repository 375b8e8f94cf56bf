import type { CheckState, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import type { StatusTone } from '../ui/status.tsx'
import { breakerInTrouble, headlineOf, losses } from './losses.ts'

/** The one sentence that answers "what is down, and what does that mean for my answers?". */
export interface Verdict {
  readonly tone: StatusTone
  readonly headline: string
  /** What goes on all the same, or what to do. */
  readonly consequence: string
  /** The breaker whose next try brings it back, where there is one. */
  readonly waitsFor: BreakerSnapshot | null
}

/** No snapshot for so long (milliseconds), though one comes every second: what is shown is no longer true. */
const STALE_AFTER = 5_000

export const isStale = (receivedAt: number | null, now: number): boolean =>
  receivedAt !== null && now - receivedAt > STALE_AFTER

/** Derived from what readiness is derived from, so that it never says other than `/health/ready` does. */
export function verdictOf(
  checks: readonly HealthCheck[],
  breakers: readonly BreakerSnapshot[] = [],
): Verdict {
  if (checks.length === 0) {
    return {
      tone: 'busy',
      headline: 'Looking at every part…',
      consequence: 'The first picture is on its way.',
      waitsFor: null,
    }
  }
  return (
    lossOf(checks, breakers) ??
    retryOf(breakers) ??
    startOf(checks) ??
    limitOf(checks) ?? {
      tone: 'good',
      headline: 'Everything works',
      consequence: 'The model, search by meaning, search by words and the database all answer.',
      waitsFor: null,
    }
  )
}

/** What is missing now. The `breaker` check only says again what the part behind it says better. */
function lossOf(checks: readonly HealthCheck[], breakers: readonly BreakerSnapshot[]): Verdict | null {
  const isDown = namesIn(checks, 'down')
  const shutOf = (part: HealthCheck['name']) => breakerInTrouble(part, breakers, ['open', 'forced_open'])
  const [first, ...others] = losses.filter(({ part }) => isDown.has(part) || shutOf(part) !== null)
  if (first) {
    const also = others.length === 0 ? '' : ` Also down: ${list(others.map(({ name }) => name))}.`
    const waitsFor = shutOf(first.part)
    return {
      tone: first.part === 'database' ? 'bad' : 'warn',
      headline: headlineOf(first, waitsFor),
      consequence: first.consequence + also,
      waitsFor,
    }
  }
  const breaker = checks.find(({ name, state }) => name === 'breaker' && state === 'down')
  if (!breaker) return null
  const headline = 'A part failed too often and is not asked for now'
  return { tone: 'warn', headline, consequence: breaker.detail, waitsFor: null }
}

/** What was missing until just now. */
function retryOf(breakers: readonly BreakerSnapshot[]): Verdict | null {
  const triedOf = (part: HealthCheck['name']) => breakerInTrouble(part, breakers, ['half_open'])
  const [first, ...others] = losses.filter(({ part }) => triedOf(part) !== null)
  if (!first) return null
  return {
    tone: 'busy',
    headline: `Trying ${list([first, ...others].map(({ name }) => name))} again`,
    consequence: 'If it answers, everything is as before. If it fails once more, it rests again.',
    waitsFor: triedOf(first.part),
  }
}

function startOf(checks: readonly HealthCheck[]): Verdict | null {
  const isStarting = namesIn(checks, 'starting')
  const parts = losses.filter(({ part }) => isStarting.has(part)).map(({ name }) => name)
  if (parts.length === 0) return null
  return {
    tone: 'busy',
    headline: `Almost there: ${list(parts)} ${parts.length === 1 ? 'is' : 'are'} starting`,
    consequence: 'You can work already; answers get better once it is up.',
    waitsFor: null,
  }
}

function limitOf(checks: readonly HealthCheck[]): Verdict | null {
  const degraded = checks.filter(({ state }) => state === 'degraded')
  const parts = degraded.filter(({ name }) => name !== 'breaker')
  const told = parts.length === 0 ? degraded : parts
  if (told.length === 0) return null
  return {
    tone: 'info',
    headline: 'Everything answers, with a limit',
    consequence: told.map(({ detail }) => detail).join(' '),
    waitsFor: null,
  }
}

/** What may still be said once no news comes: what was true last, and that nobody knows what is true now. */
export const staleVerdict = ({ headline }: Verdict): Verdict => ({
  tone: 'off',
  headline: 'No news from Alcove for more than 5 s',
  consequence: `What is shown may be old. The last word was: ${headline.charAt(0).toLowerCase()}${headline.slice(1)}.`,
  waitsFor: null,
})

const namesIn = (checks: readonly HealthCheck[], state: CheckState): ReadonlySet<HealthCheck['name']> =>
  new Set(checks.filter((check) => check.state === state).map(({ name }) => name))

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' })
const list = (parts: readonly string[]): string => conjunction.format(parts)
