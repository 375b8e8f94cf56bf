import type { CheckState, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { BreakerName, BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import type { Outage } from '../ui/outages.ts'
import type { StatusTone } from '../ui/status.tsx'
import {
  breakerAfterFailure,
  breakerInTrouble,
  headlineOf,
  isBreakerOf,
  type Loss,
  losses,
} from './losses.ts'
import { isReturning, outageOf } from './part-outages.ts'

/** The one sentence that answers "what is down, and what does that mean for my answers?". */
export interface Verdict {
  readonly tone: StatusTone
  readonly headline: string
  /** What goes on all the same, or what to do. */
  readonly consequence: string
  /** The breaker whose next try brings it back, where there is one. */
  readonly waitsFor: BreakerSnapshot | null
  /** What is looked for again without a breaker: it has its own time. */
  readonly missing: Outage | null
}

/** What else is known beside the checks, all of it optional. */
export interface VerdictFacts {
  readonly breakers?: readonly BreakerSnapshot[]
  /** What the footer and the chat say is out: told as it happens, where a check is up to a second old. */
  readonly outages?: readonly Outage[]
  /** Those that are asked by hand and have not answered for a while. */
  readonly asked?: readonly BreakerName[]
}

type Known = Required<VerdictFacts> & { readonly checks: readonly HealthCheck[] }

const awaitsNothing = { waitsFor: null, missing: null } as const

/** No snapshot for so long (milliseconds), though one comes every second: what is shown is no longer true. */
const STALE_AFTER = 5_000

export const isStale = (receivedAt: number | null, now: number): boolean =>
  receivedAt !== null && now - receivedAt > STALE_AFTER

/** Derived from what readiness and the footer are derived from, so that it never says other than they do. */
export function verdictOf(
  checks: readonly HealthCheck[],
  { breakers = [], outages = [], asked = [] }: VerdictFacts = {},
): Verdict {
  if (checks.length === 0) {
    return {
      ...awaitsNothing,
      tone: 'busy',
      headline: 'Looking at every part…',
      consequence: 'The first picture is on its way.',
    }
  }
  const known = { checks, breakers, outages, asked }
  return (
    lossOf(known) ??
    retryOf(known) ??
    startOf(checks) ??
    askedOf(known) ??
    failedOf(known) ??
    limitOf(checks) ?? {
      ...awaitsNothing,
      tone: 'good',
      headline: 'Everything works',
      consequence: 'The model, search by meaning, search by words and the database all answer.',
    }
  )
}

/** What is missing now. The `breaker` check only says again what the part behind it says better. */
function lossOf({ checks, breakers, outages }: Known): Verdict | null {
  const isDown = namesIn(checks, 'down')
  const shutOf = (part: Loss['part']) => breakerInTrouble(part, breakers, ['open', 'forced_open'])
  const isLost = ({ part }: Loss) => {
    const outage = outageOf(part, outages)
    if (outage !== null && isReturning(outage)) return false
    return (outage !== null && outage.kind !== 'slow') || isDown.has(part) || shutOf(part) !== null
  }
  const [first, ...others] = losses.filter(isLost)
  if (first) {
    const also = others.length === 0 ? '' : ` Also down: ${list(others.map(({ name }) => name))}.`
    const waitsFor = shutOf(first.part)
    return {
      tone: first.part === 'database' ? 'bad' : 'warn',
      headline: headlineOf(first, waitsFor),
      consequence: first.consequence + also,
      waitsFor,
      missing: waitsFor === null ? outageOf(first.part, outages) : null,
    }
  }
  // What is tried again is told as that.
  if (outages.some(isReturning)) return null
  const breaker = checks.find(({ name, state }) => name === 'breaker' && state === 'down')
  if (!breaker) return null
  const headline = 'A part failed too often and is not asked for now'
  return { tone: 'warn', headline, consequence: breaker.detail, ...awaitsNothing }
}

/** What was missing until just now. */
function retryOf({ breakers, outages }: Known): Verdict | null {
  const triedOf = (part: Loss['part']) => breakerInTrouble(part, breakers, ['half_open'])
  const returningOf = (part: Loss['part']) => {
    const outage = outageOf(part, outages)
    return outage !== null && isReturning(outage) ? outage : null
  }
  const isReturned = ({ part }: Loss) => triedOf(part) !== null || returningOf(part) !== null
  const [first, ...others] = losses.filter(isReturned)
  if (!first) return null
  const waitsFor = triedOf(first.part)
  const missing = waitsFor === null ? returningOf(first.part) : null
  if (missing?.kind === 'restarting') {
    const also = others.length === 0 ? '' : ` Also on the way: ${list(others.map(({ name }) => name))}.`
    return {
      ...{ tone: 'busy', waitsFor, missing },
      headline: `${first.effect}: ${first.name} is restarting`,
      consequence: first.consequence + also,
    }
  }
  return {
    ...{ tone: 'busy', waitsFor, missing },
    headline: `Trying ${list([first, ...others].map(({ name }) => name))} again`,
    consequence: 'If it answers, everything is as before. If it fails once more, it rests again.',
  }
}

/** Asked by hand, and silent so far: that it works would be a guess. */
function askedOf({ breakers, asked }: Known): Verdict | null {
  const isAsked = ({ part }: Loss) =>
    breakers.some(({ name, needed }) => needed && asked.includes(name) && isBreakerOf(name, part))
  const parts = losses.filter(isAsked).map(({ name }) => name)
  if (parts.length === 0) return null
  return {
    ...awaitsNothing,
    tone: 'busy',
    headline: `Asking ${list(parts)}: no answer yet`,
    consequence:
      'Everything else answers. Whether this does is shown once it has answered or its time is up.',
  }
}

/** Failed once or twice, not often enough to rest, since it was last seen to come up: that it works would be a guess. */
function failedOf({ checks, breakers }: Known): Verdict | null {
  for (const { part, name } of losses) {
    const check = checks.find((each) => each.name === part)
    const failed = check && breakerAfterFailure(check, breakers)
    if (!failed) continue
    const next =
      failed.state === 'disabled'
        ? 'It is asked again with the next call, however often it fails.'
        : 'It is asked again with the next call, and rests if it goes on failing.'
    return {
      ...awaitsNothing,
      tone: 'warn',
      headline: `The last call of ${name} failed`,
      consequence: `${failed.lastFailure.message} ${next}`,
    }
  }
  return null
}

function startOf(checks: readonly HealthCheck[]): Verdict | null {
  const isStarting = namesIn(checks, 'starting')
  const parts = losses.filter(({ part }) => isStarting.has(part)).map(({ name }) => name)
  if (parts.length === 0) return null
  return {
    tone: 'busy',
    headline: `Almost there: ${list(parts)} ${parts.length === 1 ? 'is' : 'are'} starting`,
    consequence: 'You can work already; answers get better once it is up.',
    ...awaitsNothing,
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
    ...awaitsNothing,
  }
}

/** What may still be said once no news comes: what was true last, and that nobody knows what is true now. */
export const staleVerdict = ({ headline }: Verdict): Verdict => ({
  tone: 'off',
  headline: 'No news from Alcove for more than 5 s',
  consequence: `What is shown may be old. The last word was: ${headline.charAt(0).toLowerCase()}${headline.slice(1)}.`,
  ...awaitsNothing,
})

const namesIn = (checks: readonly HealthCheck[], state: CheckState): ReadonlySet<HealthCheck['name']> =>
  new Set(checks.filter((check) => check.state === state).map(({ name }) => name))

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' })
const list = (parts: readonly string[]): string => conjunction.format(parts)
