import type { BreakerSnapshot } from '../../../src-shared/schemas/resilience.ts'
import { countdownWords } from '../../ui/countdown.ts'
import { useSecondsUntil } from '../../ui/use-now.ts'
import { useDiagnostics } from '../use-diagnostics.ts'
import { dueWords } from './breaker-words.ts'

/**
 * `Next try in 23 s`, counting down by itself between two snapshots; nothing where none is waited for. Not to be
 * put into a live region, which would say it every second.
 */
export function NextTry({ breaker }: { readonly breaker: Pick<BreakerSnapshot, 'name' | 'needed'> }) {
  const at = useDiagnostics((state) => state.nextTries[breaker.name] ?? null)
  const seconds = useSecondsUntil(at)
  return seconds === null ? null : <>Next try {countdownWords(seconds, dueWords(breaker))}</>
}
