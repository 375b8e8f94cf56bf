import { Button } from '@mantine/core'
import { useState } from 'react'
import type { BreakerName } from '../../../src-shared/schemas/resilience.ts'
import { describeError } from '../../bridge.ts'
import { formatSecond } from '../../ui/format.ts'
import { useDiagnostics } from '../use-diagnostics.ts'
import { breakerTitles } from './breaker-words.ts'
import type { TryOutcome } from './try-outcome.ts'

/** What the last try by hand came to. `at` in epoch milliseconds. */
export interface Tried extends TryOutcome {
  readonly at: number
}

interface TryNowState {
  readonly isTrying: boolean
  readonly tried: Tried | null
  readonly tryNow: () => Promise<void>
}

/** One try at a time, and what came of it; an error is an outcome too. */
export function useTryNow(name: BreakerName): TryNowState {
  const ask = useDiagnostics((state) => state.tryNow)
  const [isTrying, setIsTrying] = useState(false)
  const [tried, setTried] = useState<Tried | null>(null)

  async function tryNow() {
    if (isTrying) return
    setIsTrying(true)
    try {
      setTried({ ...(await ask(name)), at: Date.now() })
    } catch (error) {
      setTried({ tone: 'bad', words: describeError(error).message, at: Date.now() })
    } finally {
      setIsTrying(false)
    }
  }

  return { isTrying, tried, tryNow }
}

export function TryNowButton({
  name,
  isTrying,
  tryNow,
}: Omit<TryNowState, 'tried'> & { readonly name: BreakerName }) {
  const label = isTrying ? 'Trying…' : 'Try now'
  return (
    <Button
      size="compact-sm"
      variant="default"
      // Not disabled while it waits, which would take the focus from under the finger.
      aria-disabled={isTrying}
      aria-label={`${label}: ${breakerTitles[name]}`}
      onClick={() => void tryNow()}
    >
      {label}
    </Button>
  )
}

/** Said once when it comes. The region is there before, since one that comes with its words is not read. */
export function TriedLine({
  tried,
  className,
}: {
  readonly tried: Tried | null
  readonly className?: string | undefined
}) {
  return (
    <p role="status" className={className} data-tone={tried?.tone}>
      {tried !== null && `Tried at ${formatSecond(tried.at)}. ${tried.words}`}
    </p>
  )
}
