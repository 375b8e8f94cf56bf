import { expect, test } from 'vitest'
import { Rounds } from '../../../src-main/base/rounds.ts'

/** Rounds that end when they are told to. */
function held() {
  const ends: ((error?: unknown) => void)[] = []
  const failures: unknown[] = []
  const signals: AbortSignal[] = []
  const rounds = new Rounds(
    (signal) =>
      new Promise((resolve, reject) => {
        signals.push(signal)
        ends.push((error) => (error ? reject(error) : resolve()))
      }),
    (error) => failures.push(error),
  )
  return { rounds, ends, failures, signals }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('asked for in the middle of one, another follows, however often that was', async () => {
  const { rounds, ends } = held()
  rounds.request()
  for (let n = 0; n < 3; n++) rounds.request()
  expect(ends).toHaveLength(1)
  ends[0]?.()
  await settle()
  expect(ends).toHaveLength(2)
  ends[1]?.()
  await settle()
  expect(ends).toHaveLength(2)
  rounds.request()
  expect(ends).toHaveLength(3)
})

test('one that fails is told of, and ends no other', async () => {
  const { rounds, ends, failures } = held()
  rounds.request()
  rounds.request()
  ends[0]?.(new Error('no room'))
  await settle()
  expect(failures).toEqual([new Error('no room')])
  expect(ends).toHaveLength(2)
})

test('at the end the one under way is aborted and waited for, and no other comes', async () => {
  const { rounds, ends, failures, signals } = held()
  rounds.request()
  rounds.request()
  const disposed = rounds.dispose()
  expect(signals[0]?.aborted).toBe(true)
  ends[0]?.(signals[0]?.reason)
  await disposed
  await settle()
  expect([ends.length, failures]).toEqual([1, []])
})
