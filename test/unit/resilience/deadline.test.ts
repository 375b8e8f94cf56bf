import { expect, it } from 'vitest'
import { Deadline } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

it('ends with the code of the deadline that passed, and leaves no timer', () => {
  const clock = new ManualClock()
  const deadline = new Deadline(clock, new AbortController().signal)
  deadline.expect('DEADLINE_FIRST_TOKEN', 100)
  clock.advance(99)
  expect(deadline.signal.aborted).toBe(false)
  clock.advance(1)
  expect(deadline.signal.reason).toMatchObject({ code: 'DEADLINE_FIRST_TOKEN' })
  expect(clock.pending).toBe(0)
})

it('replaces one phase by the next', () => {
  const clock = new ManualClock()
  const deadline = new Deadline(clock, new AbortController().signal)
  deadline.expect('DEADLINE_FIRST_TOKEN', 100)
  clock.advance(90)
  deadline.expect('DEADLINE_BETWEEN_CHUNKS', 50)
  clock.advance(49)
  expect(deadline.signal.aborted).toBe(false)
  clock.advance(1)
  expect(deadline.signal.reason).toMatchObject({ code: 'DEADLINE_BETWEEN_CHUNKS' })
})

it('is relaxed between two phases', () => {
  const clock = new ManualClock()
  const deadline = new Deadline(clock, new AbortController().signal)
  deadline.expect('DEADLINE_TOTAL', 10)
  deadline.relax()
  clock.advance(1_000)
  expect(deadline.signal.aborted).toBe(false)
})

it('ends as cancelled when its caller aborts, also where that was before', () => {
  const caller = new AbortController()
  const clock = new ManualClock()
  const deadline = new Deadline(clock, caller.signal)
  deadline.expect('DEADLINE_TOTAL', 10)
  caller.abort()
  expect(deadline.signal.reason).toMatchObject({ code: 'CANCELLED' })
  expect(clock.pending).toBe(0)
  expect(new Deadline(clock, caller.signal).signal.reason).toMatchObject({ code: 'CANCELLED' })
})

it('keeps its first reason, and sets no timer once it has ended', () => {
  const clock = new ManualClock()
  const deadline = new Deadline(clock, new AbortController().signal)
  deadline.expect('DEADLINE_TOTAL', 10)
  clock.advance(10)
  deadline.dispose()
  deadline.expect('DEADLINE_CONNECT', 1)
  expect(clock.pending).toBe(0)
  expect(deadline.signal.reason).toMatchObject({ code: 'DEADLINE_TOTAL' })
})

it('limits the whole, whatever phases there are', () => {
  const clock = new ManualClock()
  const deadline = new Deadline(clock, new AbortController().signal)
  deadline.limit(100)
  deadline.expect('DEADLINE_FIRST_TOKEN', 60)
  clock.advance(50)
  deadline.relax()
  deadline.expect('DEADLINE_BETWEEN_CHUNKS', 60)
  clock.advance(50)
  expect(deadline.signal.reason).toMatchObject({ code: 'DEADLINE_TOTAL', data: { afterMs: 100 } })
  expect(clock.pending).toBe(0)
})
