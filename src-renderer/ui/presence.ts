import { type BreakerSnapshot, isSound } from '../../src-shared/schemas/resilience.ts'
import { modelBreaker } from './model-breaker.ts'
import type { Part, Surroundings } from './outages.ts'

/**
 * Whether a part that was out may be said to be back. That a model is selected is not enough where it has failed: it
 * must have answered since, for a server can listen again and answer nothing. Nor is it for the vector store that
 * nothing says that it is down: it may be starting.
 */
export function isThere(
  part: Part,
  { selection, checks, breakers }: Pick<Surroundings, 'selection' | 'checks' | 'breakers'>,
): boolean {
  const find = (name: BreakerSnapshot['name']) => breakers.find((breaker) => breaker.name === name)
  switch (part) {
    case 'chat_model':
    case 'embedder': {
      const name = selection && modelBreaker(part, selection)
      return name !== null && isTrusted(find(name))
    }
    case 'vector_store': {
      const check = checks.find(({ name }) => name === part)?.state
      return (check === 'ok' || check === 'degraded') && isTrusted(find('chroma'))
    }
    case 'database':
    case 'disk':
      return true
  }
}

/** Closed, and the last that was heard was a success: a reset by hand forgets what was heard, and proves nothing. */
function isTrusted(breaker: BreakerSnapshot | undefined): boolean {
  if (breaker === undefined) return true
  return isSound(breaker.state) && breaker.consecutiveSuccesses > 0
}
