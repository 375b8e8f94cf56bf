import type { CheckState, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { StatusTone } from '../ui/status.tsx'

/** The one sentence that answers "what is down, and what does that mean for my answers?". */
export interface Verdict {
  readonly tone: StatusTone
  readonly headline: string
  /** What goes on all the same, or what to do. */
  readonly consequence: string
}

/** No snapshot for so long (milliseconds), though one comes every second: what is shown is no longer true. */
const STALE_AFTER = 5_000

export const isStale = (receivedAt: number | null, now: number): boolean =>
  receivedAt !== null && now - receivedAt > STALE_AFTER

type Name = HealthCheck['name']
type Effect = Omit<Verdict, 'tone'>

/** What the loss of one part means. What weighs most comes first: it gives the headline. */
const losses: readonly (readonly [Name, Effect])[] = [
  [
    'database',
    {
      headline: 'The database does not answer',
      consequence: 'Nothing can be read or kept until it does. Your files on disk are not touched.',
    },
  ],
  [
    'model',
    {
      headline: 'Answers are quoted, not written: no chat model answers',
      consequence: 'Passages are still found and shown with their sources.',
    },
  ],
  [
    'embedder',
    {
      headline: 'Search is by words only: no embedding model answers',
      consequence: 'Full-text search still finds passages; new documents wait for search by meaning.',
    },
  ],
  [
    'vector_store',
    {
      headline: 'Search is by words only: the vector store does not answer',
      consequence: 'Full-text search still finds passages; no document and no vector is lost.',
    },
  ],
]

const partNames: Readonly<Record<Name, string>> = {
  model: 'the chat model',
  embedder: 'the embedding model',
  vector_store: 'the vector store',
  database: 'the database',
  breaker: 'a part that rests',
}

/** Derived from the health checks alone, so that it never says other than `/health/ready` does. */
export function verdictOf(checks: readonly HealthCheck[]): Verdict {
  if (checks.length === 0) {
    return {
      tone: 'busy',
      headline: 'Looking at every part…',
      consequence: 'The first picture is on its way.',
    }
  }
  const inState = (state: CheckState) => new Set(checks.filter((c) => c.state === state).map((c) => c.name))
  const down = inState('down')
  const starting = inState('starting')
  const [first, ...others] = losses.filter(([name]) => down.has(name))
  if (first) {
    const [name, { headline, consequence }] = first
    const also = others.map(([other]) => partNames[other])
    const tone = name === 'database' ? 'bad' : 'warn'
    return {
      tone,
      headline,
      consequence: also.length === 0 ? consequence : `${consequence} Also down: ${list(also)}.`,
    }
  }
  if (starting.size > 0) {
    const parts = losses.filter(([name]) => starting.has(name)).map(([name]) => partNames[name])
    return {
      tone: 'busy',
      headline: `Almost there: ${list(parts)} ${parts.length === 1 ? 'is' : 'are'} starting`,
      consequence: 'You can work already; answers get better once it is up.',
    }
  }
  const degraded = checks.filter(({ state }) => state === 'degraded')
  if (degraded.length > 0) {
    return {
      tone: 'info',
      headline: 'Everything answers, with a limit',
      consequence: degraded.map(({ detail }) => detail).join(' '),
    }
  }
  return {
    tone: 'good',
    headline: 'Everything works',
    consequence: 'The model, search by meaning, search by words and the database all answer.',
  }
}

/** What may still be said once no news comes: what was true last, and that nobody knows what is true now. */
export const staleVerdict = ({ headline }: Verdict): Verdict => ({
  tone: 'off',
  headline: 'No news from Alcove for more than 5 s',
  consequence: `What is shown may be old. The last word was: ${headline.charAt(0).toLowerCase()}${headline.slice(1)}.`,
})

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' })
const list = (parts: readonly string[]): string => conjunction.format(parts)
