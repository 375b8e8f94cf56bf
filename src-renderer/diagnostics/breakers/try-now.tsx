import { Button } from '@mantine/core'
import type { BreakerName } from '../../../src-shared/schemas/resilience.ts'
import { formatSecond } from '../../ui/format.ts'
import { useDiagnostics } from '../use-diagnostics.ts'
import { breakerTitles } from './breaker-words.ts'
import { type Try, untried } from './try-outcome.ts'

export const useTry = (name: BreakerName): Try => useDiagnostics((state) => state.tries[name] ?? untried)

export function TryNowButton({ name }: { readonly name: BreakerName }) {
  const tryNow = useDiagnostics((state) => state.tryNow)
  const { isTrying } = useTry(name)
  const label = isTrying ? 'Trying…' : 'Try now'
  return (
    <Button
      size="compact-sm"
      variant="default"
      // Not disabled while it waits, which would take the focus from under the finger.
      aria-disabled={isTrying}
      aria-label={`${label}: ${breakerTitles[name]}`}
      onClick={() => void tryNow(name)}
    >
      {label}
    </Button>
  )
}

/** `Tried at 12:14:07. It answered.` */
export const triedWords = ({ tried }: Try): string | null =>
  tried === null ? null : `Tried at ${formatSecond(tried.at)}. ${tried.words}`
