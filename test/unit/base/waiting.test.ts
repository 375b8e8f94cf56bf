import { expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { delay } from '../../../src-main/base/clock.ts'
import { withDeadline } from '../../../src-main/base/deadline.ts'
import { ManualClock } from './manual-clock.ts'

test('a delay ends after its time, and leaves nothing behind', async () => {
  const clock = new ManualClock()
  const waiting = delay(clock, 100, new AbortController().signal)
  clock.advance(100)
  await waiting
  expect(clock.waiting).toBe(0)
})

test('a delay ends with the reason of its signal, before or during', async () => {
  const clock = new ManualClock()
  const controller = new AbortController()
  const waiting = delay(clock, 100, controller.signal)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(delay(clock, 100, controller.signal)).rejects.toThrow('enough')
  expect(clock.waiting).toBe(0)
})

test('work within its deadline gives what it gives, and the timer is gone', async () => {
  const clock = new ManualClock()
  expect(await withDeadline(clock, 100, new AbortController().signal, async () => 'done')).toBe('done')
  expect(clock.waiting).toBe(0)
})

test('work that hangs past its deadline is DEADLINE_TOTAL, and its signal is aborted', async () => {
  const clock = new ManualClock()
  let inner: AbortSignal | undefined
  const result = withDeadline(clock, 100, new AbortController().signal, (signal) => {
    inner = signal
    return new Promise(() => {})
  })
  clock.advance(99)
  expect(inner?.aborted).toBe(false)
  clock.advance(1)
  await expect(result).rejects.toMatchObject({ code: 'DEADLINE_TOTAL' })
  expect(inner?.aborted).toBe(true)
})

test('an abort of the caller ends the work with its reason, and later its failure disturbs nobody', async () => {
  const clock = new ManualClock()
  const controller = new AbortController()
  let fail = (_error: Error) => {}
  const result = withDeadline(clock, 100, controller.signal, () => {
    return new Promise((_resolve, reject) => {
      fail = reject
    })
  })
  controller.abort(new AppError('CANCELLED'))
  await expect(result).rejects.toMatchObject({ code: 'CANCELLED' })
  fail(new Error('too late to matter'))
  expect(clock.waiting).toBe(0)
})

test('work is not begun for a caller that is gone', async () => {
  let begun = false
  const signal = AbortSignal.abort(new AppError('CANCELLED'))
  const result = withDeadline(new ManualClock(), 100, signal, async () => {
    begun = true
  })
  await expect(result).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(begun).toBe(false)
})

test('work that throws at once is passed on', async () => {
  const result = withDeadline(new ManualClock(), 100, new AbortController().signal, () => {
    throw new Error('at once')
  })
  await expect(result).rejects.toThrow('at once')
})
