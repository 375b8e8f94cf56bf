import { AppError } from './app-error.ts'
import type { Clock } from './clock.ts'

/**
 * Runs `work` with a signal that is aborted with the caller's or after `ms`, and settles then even where the
 * work does not heed it. Throws DEADLINE_TOTAL when the time is up, the caller's reason when that is aborted.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const controller = new AbortController()
  const { promise: ended, reject } = rejection()
  const end = (reason: unknown) => {
    controller.abort(reason)
    reject(reason)
  }
  const onAbort = () => end(signal.reason)
  const timer = clock.after(ms, () => end(new AppError('DEADLINE_TOTAL', { data: { ms } })))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(controller.signal), ended])
  } finally {
    void timer.dispose()
    signal.removeEventListener('abort', onAbort)
  }
}

/** A promise that only ever rejects; nobody waiting for it any more is no unhandled rejection. */
function rejection(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<never>((_resolve, fail) => {
    reject = fail
  })
  promise.catch(() => {})
  return { promise, reject }
}
