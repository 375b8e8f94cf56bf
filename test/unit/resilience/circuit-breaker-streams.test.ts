import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { aBreaker, aDueBreaker, anOpenBreaker } from './circuit-breaker-set-up.ts'
import { outage } from './held-call.ts'

async function* pieces(count: number, error?: unknown): AsyncGenerator<number> {
  for (let piece = 0; piece < count; piece++) yield piece
  if (error) throw error
}

async function read(breaker: CircuitBreaker, stream: AsyncIterable<number>, signal?: AbortSignal) {
  const got: number[] = []
  for await (const piece of breaker.stream(() => stream, signal)) got.push(piece)
  return got
}

describe('a stream', () => {
  it('succeeds when its last piece was taken', async () => {
    const { breaker } = aBreaker()
    expect(await read(breaker, pieces(3))).toEqual([0, 1, 2])
    expect(breaker.snapshot()).toMatchObject({ window: [true], inFlight: 0 })
  })

  it.each([0, 1, 3])('takes a stream that dies after %i pieces as a failure', async (count) => {
    const { breaker } = aBreaker({ failureThreshold: 1 })
    await expect(read(breaker, pieces(count, outage('cut off')))).rejects.toThrow('cut off')
    expect(breaker.state).toBe('open')
    expect(breaker.snapshot()).toMatchObject({ failures: 1, inFlight: 0 })
  })

  it('takes a reader that stops early as no outcome, and frees the probe’s place', async () => {
    const { breaker, clock } = await aDueBreaker({ halfOpenMaxCalls: 1 })
    for await (const _ of breaker.stream(() => pieces(3))) break
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', inFlight: 0, neutral: 1, successes: 0 })
    expect(breaker.isRejecting).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('takes a reader that fails as no outcome', async () => {
    const { breaker } = aBreaker({ failureThreshold: 1 })
    const reading = async () => {
      for await (const _ of breaker.stream(() => pieces(3))) throw new Error('the reader is broken')
    }
    await expect(reading()).rejects.toThrow('the reader is broken')
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', neutral: 1, inFlight: 0 })
  })

  it.each([undefined, new AppError('DEADLINE_TOTAL')])(
    'takes a stream that was coming and is ended from outside as no outcome',
    async (reason) => {
      const { breaker } = aBreaker({ failureThreshold: 1 })
      const caller = new AbortController()
      const answer = (async function* () {
        yield 1
        caller.abort(reason)
        throw caller.signal.reason
      })()
      await expect(read(breaker, answer, caller.signal)).rejects.toBeDefined()
      expect(breaker.snapshot()).toMatchObject({ state: 'closed', neutral: 1, failures: 0 })
    },
  )

  it('takes a deadline further out that passes before the first piece as a failure', async () => {
    const { breaker } = aBreaker({ failureThreshold: 1 })
    const caller = new AbortController()
    const passed = new AppError('DEADLINE_TOTAL')
    const reading = read(breaker, pieces(0, passed), caller.signal)
    caller.abort(passed)
    await expect(reading).rejects.toMatchObject({ code: 'DEADLINE_TOTAL' })
    expect(breaker.state).toBe('open')
  })

  it('is not begun by a breaker that is open, nor for a signal that is aborted', async () => {
    const { breaker } = await anOpenBreaker()
    let begun = 0
    const stream = (signal?: AbortSignal) =>
      breaker
        .stream(() => {
          begun++
          return pieces(1)
        }, signal)
        .next()
    await expect(stream()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
    await expect(stream(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(begun).toBe(0)
  })

  it('shows a sign of life with each piece of a probe', async () => {
    const { breaker, clock } = await aDueBreaker({ halfOpenMaxWaitMs: 10_000 })
    const stream = breaker.stream(() => pieces(6))
    for (let piece = 0; piece < 5; piece++) {
      await stream.next()
      clock.advance(9_999)
    }
    expect(breaker.state).toBe('half_open')
    clock.advance(1)
    expect(breaker.state).toBe('open')
    await stream.return()
    expect(clock.pending).toBe(0)
  })

  it('gives the server its whole wait again after a slow reader', async () => {
    const { breaker, clock } = await aDueBreaker({ halfOpenMaxWaitMs: 10_000 })
    let sendSecond: () => void = () => undefined
    const second = new Promise<void>((resolve) => {
      sendSecond = resolve
    })
    const answer = (async function* () {
      yield 1
      await second
      yield 2
    })()
    const stream = breaker.stream(() => answer)
    await stream.next()
    clock.advance(9_000)
    const next = stream.next()
    clock.advance(9_999)
    expect(breaker.state).toBe('half_open')
    sendSecond()
    expect(await next).toMatchObject({ value: 2 })
    // And the reader its own, from when the piece came.
    clock.advance(9_999)
    expect(breaker.state).toBe('half_open')
    await stream.return()
  })

  it('waits no longer than that for a reader who never comes back', async () => {
    const { breaker, clock } = await aDueBreaker({ halfOpenMaxWaitMs: 10_000 })
    await breaker.stream(() => pieces(2)).next()
    clock.advance(10_000)
    expect(breaker.state).toBe('open')
  })

  it('frees its place where it cannot even be begun', async () => {
    const { breaker } = aBreaker({ failureThreshold: 1 })
    const stream = breaker.stream((): AsyncIterable<number> => {
      throw outage('thrown at once')
    })
    await expect(stream.next()).rejects.toThrow('thrown at once')
    expect(breaker.snapshot()).toMatchObject({ state: 'open', inFlight: 0 })
  })
})
