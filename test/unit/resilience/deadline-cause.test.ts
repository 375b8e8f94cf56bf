import { expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { withDeadline } from '../../../src-main/base/deadline.ts'
import { aBreaker } from './circuit-breaker-set-up.ts'

/** What stops when its signal does, and says no more than that it was stopped. */
const stopped = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new AppError('CANCELLED', { cause: signal.reason }))),
  )
/** The same as the platform says it, which does not pass the reason on. */
const abortError = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () =>
      reject(new DOMException('This operation was aborted', 'AbortError')),
    ),
  )

test.each([
  ['one of our calls', stopped],
  ['one of the platform', abortError],
])('%s that a deadline further out stopped is put down to that deadline', async (_name, work) => {
  const { breaker, clock } = aBreaker({ failureThreshold: 1, windowSize: 1 })
  const caller = new AbortController()
  const call = withDeadline(clock, 5_000, caller.signal, (signal) =>
    breaker.execute(() => work(signal), signal),
  )
  clock.advance(5_000)
  await expect(call).rejects.toMatchObject({ code: 'DEADLINE_TOTAL' })
  expect(breaker.snapshot()).toMatchObject({
    state: 'open',
    lastFailure: { code: 'DEADLINE_TOTAL', message: 'The call took longer than it may.' },
  })
})
