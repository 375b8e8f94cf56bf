import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pace } from '../../../src-main/ipc/pace.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('the first call goes through at once, a crowd after it as one', () => {
  const call = vi.fn()
  const pace = new Pace(call, 1_000)
  for (let at = 0; at < 50; at++) pace.ask()
  expect(call).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(999)
  expect(call).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1)
  expect(call).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(10_000)
  expect(call).toHaveBeenCalledTimes(2)
})

test('however long a crowd lasts, there is one call in each span', () => {
  const call = vi.fn()
  const pace = new Pace(call, 1_000)
  for (let ms = 0; ms < 10_000; ms += 10) {
    pace.ask()
    vi.advanceTimersByTime(10)
  }
  expect(call.mock.calls.length).toBeLessThanOrEqual(11)
  expect(call.mock.calls.length).toBeGreaterThanOrEqual(10)
})

test('after the end nothing is called any more', () => {
  const call = vi.fn()
  const pace = new Pace(call, 1_000)
  pace.ask()
  pace.ask()
  pace.dispose()
  vi.advanceTimersByTime(10_000)
  expect(call).toHaveBeenCalledTimes(1)
})
