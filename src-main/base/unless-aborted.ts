import { AppError } from './app-error.ts'

/** What `work` comes to, or CANCELLED as soon as `signal` is aborted: then the work goes on for whoever else waits for it. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new AppError('CANCELLED', { cause: signal.reason }))
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
