import { performance } from 'node:perf_hooks'
import { type Disposable, toDisposable } from './disposable.ts'

/** Time as services see it, so that a test can move it. */
export interface Clock {
  /** Wall clock, epoch milliseconds; may jump. For what is stored and shown. */
  now(): number
  /** Milliseconds since some start; never goes back. For every duration. */
  monotonic(): number
  /** Calls once after `ms`, unless disposed before. Does not keep the process alive. */
  after(ms: number, call: () => void): Disposable
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    timer.unref()
    return toDisposable(() => clearTimeout(timer))
  },
}

/** Waits `ms`; rejects with the signal's reason when it is aborted. */
export function delay(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      void timer.dispose()
      reject(signal?.reason)
    }
    const timer = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
