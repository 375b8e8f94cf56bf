import { useInterval } from '@mantine/hooks'
import { useEffect, useReducer, useState } from 'react'
import { secondsUntil, untilNextSecond } from './countdown.ts'

/** The window's clock in epoch milliseconds, looked at once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true })
  return now
}

/**
 * Whole seconds until `at` (epoch milliseconds), 0 once it has come, null for null. Renders when the number
 * changes, at that very moment, and no more after it.
 */
export function useSecondsUntil(at: number | null): number | null {
  const [, render] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    if (at === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = () => {
      const left = untilNextSecond(at, Date.now())
      if (left === null) return
      // One more, since a timer may fire within the last millisecond before its time.
      timer = setTimeout(() => {
        render()
        wait()
      }, left + 1)
    }
    wait()
    return () => clearTimeout(timer)
  }, [at])
  return at === null ? null : secondsUntil(at, Date.now())
}
