import type { HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import {
  type BreakerName,
  type BreakerSnapshot,
  breakersOf,
  isSound,
} from '../../src-shared/schemas/resilience.ts'

type Part = HealthCheck['name']

/** What a person misses while a part is down. */
export interface Loss {
  readonly part: Part
  /** The part as it stands in a sentence. */
  readonly name: string
  /** What is missing, and where that is the part itself, no more. */
  readonly effect: string
  /** Why, where no breaker knows better. */
  readonly reason: string | null
  /** What goes on all the same. */
  readonly consequence: string
}

/** What weighs most comes first: it gives the headline. */
export const losses: readonly Loss[] = [
  {
    part: 'database',
    name: 'the database',
    effect: 'The database does not answer',
    reason: null,
    consequence: 'Nothing can be read or kept until it does. Your files on disk are not touched.',
  },
  {
    part: 'model',
    name: 'the chat model',
    effect: 'Answers are quoted, not written',
    reason: 'no chat model answers',
    consequence: 'Passages are still found and shown with their sources.',
  },
  {
    part: 'embedder',
    name: 'the embedding model',
    effect: 'Search is by words only',
    reason: 'no embedding model answers',
    consequence: 'Full-text search still finds passages; new documents wait for search by meaning.',
  },
  {
    part: 'vector_store',
    name: 'the vector store',
    effect: 'Search is by words only',
    reason: 'the vector store does not answer',
    consequence: 'Full-text search still finds passages; no document and no vector is lost.',
  },
]

const backends = Object.values(breakersOf)

const breakersBefore: Readonly<Partial<Record<Part, readonly BreakerName[]>>> = {
  model: backends.map(({ chat }) => chat),
  embedder: backends.map(({ embed }) => embed),
  vector_store: ['chroma'],
}

export const isBreakerOf = (name: BreakerName, part: Part): boolean =>
  breakersBefore[part]?.includes(name) ?? false

/** The breaker that holds back what a part needs, or tries it again; null where none does. */
export function breakerInTrouble(
  part: Part,
  breakers: readonly BreakerSnapshot[],
  states: readonly BreakerSnapshot['state'][],
): BreakerSnapshot | null {
  const names = breakersBefore[part] ?? []
  return breakers.find((b) => b.needed && names.includes(b.name) && states.includes(b.state)) ?? null
}

/**
 * The breaker of a part whose last call failed, though it is called on: closed, or disabled by hand. Null where that
 * was before the part was last seen to come up, by its check.
 */
export function breakerAfterFailure(
  { name, since }: Pick<HealthCheck, 'name' | 'since'>,
  breakers: readonly BreakerSnapshot[],
): (BreakerSnapshot & { readonly lastFailure: NonNullable<BreakerSnapshot['lastFailure']> }) | null {
  for (const breaker of breakers) {
    const { lastFailure } = breaker
    if (!breaker.needed || !isSound(breaker.state) || !isBreakerOf(breaker.name, name)) continue
    if (lastFailure && breaker.consecutiveFailures > 0 && lastFailure.at > since) {
      return { ...breaker, lastFailure }
    }
  }
  return null
}

/** `Answers are quoted, not written: the chat model failed and rests`. */
export function headlineOf({ effect, reason, name }: Loss, shut: BreakerSnapshot | null): string {
  if (shut?.state === 'open') return `${effect}: ${name} failed and rests`
  if (shut?.state === 'forced_open') return `${effect}: ${name} was stopped by hand`
  return reason === null ? effect : `${effect}: ${reason}`
}
