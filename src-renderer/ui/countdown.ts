import { formatDuration } from './format.ts'

/** Milliseconds by which the same moment, told anew with each snapshot, differs for its way to the window. */
const JITTER = 500

/** Milliseconds by which what is due may still be put off, as by a look that runs: no new wait is as short. */
const PUT_OFF = 1_000

/**
 * The moment (epoch milliseconds, the window's clock) at which a wait is over that was `waitMs` long when it was
 * received. Told again and again it wanders by a few milliseconds; what was said `before` then stays, so that a
 * countdown never goes back and forth between two seconds, nor from `now` to a second. Null where nothing is waited for.
 */
export function momentAfter(waitMs: number | null, receivedAt: number, before: number | null): number | null {
  if (waitMs === null) return null
  const moment = receivedAt + waitMs
  if (before === null) return moment
  const isStillDue = waitMs < PUT_OFF && before <= receivedAt
  return isStillDue || Math.abs(moment - before) < JITTER ? before : moment
}

/** Whole seconds until `at`, of which the one that has begun counts: the last is 1. 0: it is due. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1_000))

/** Milliseconds until `secondsUntil` is another. Null where it stays 0. */
export function untilNextSecond(at: number, now: number): number | null {
  const left = at - now
  return left <= 0 ? null : left % 1_000 || 1_000
}

/** `in 23 s`, `in 1 min 5 s`, and `due` for 0 seconds. */
export const countdownWords = (seconds: number, due = 'now'): string =>
  seconds <= 0 ? due : `in ${formatDuration(seconds * 1_000)}`
