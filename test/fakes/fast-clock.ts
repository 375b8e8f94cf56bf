import { type Clock, systemClock } from '../../src-main/base/clock.ts'

/** Real time, sped up: waits of seconds take milliseconds, and everything sees the same time. */
export function fastClock(speed = 50): Clock {
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic() * speed,
    after: (ms, call) => systemClock.after(ms / speed, call),
  }
}
