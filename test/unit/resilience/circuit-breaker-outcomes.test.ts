import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { CircuitBreaker, outcomeOf } from '../../../src-main/resilience/index.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { aBreaker, aDueBreaker, anOpenBreaker, fail, succeed } from './circuit-breaker-set-up.ts'
import { HeldCall, outage } from './held-call.ts'

const halfOpenOfOne = { halfOpenMaxCalls: 1 }

describe('what a call comes to', () => {
  it('takes an abort by the person as no outcome, and frees the probe’s place', async () => {
    const { breaker, clock } = await aDueBreaker(halfOpenOfOne)
    const probe = new HeldCall(breaker)
    expect(new HeldCall(breaker).wasMade).toBe(false)

    expect(await probe.abort()).toMatchObject({ name: 'AbortError' })

    expect(breaker.state).toBe('half_open')
    expect(clock.pending).toBe(0)
    expect(breaker.snapshot()).toMatchObject({ neutral: 1, failures: 5, successes: 0, inFlight: 0 })
    expect(new HeldCall(breaker).wasMade).toBe(true)
  })

  it('is not closed nor opened by aborts while it is closed', async () => {
    const { breaker } = aBreaker()
    for (let time = 0; time < 20; time++) await new HeldCall(breaker).abort()
    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot()).toMatchObject({ window: [], neutral: 20, total: 20 })
  })

  it.each(['DEADLINE_CONNECT', 'DEADLINE_FIRST_TOKEN', 'DEADLINE_BETWEEN_CHUNKS', 'DEADLINE_TOTAL'] as const)(
    'takes our own deadline %s as a failure',
    async (code) => {
      const { breaker } = aBreaker()
      for (let time = 0; time < 5; time++) await new HeldCall(breaker).fail(new AppError(code))
      expect(breaker.state).toBe('open')
    },
  )

  it('takes an abort by a deadline further out as a failure', async () => {
    const { breaker } = aBreaker()
    for (let time = 0; time < 4; time++) await new HeldCall(breaker).abort(new AppError('DEADLINE_TOTAL'))
    await new HeldCall(breaker).abort(new DOMException('signal timed out', 'TimeoutError'))
    expect(breaker.state).toBe('open')
  })

  it('makes no call and takes no place for a signal that is aborted already', async () => {
    const { breaker, clock } = await aDueBreaker(halfOpenOfOne)
    const before = breaker.snapshot()
    let wasMade = false
    const call = breaker.execute(() => {
      wasMade = true
    }, AbortSignal.abort())

    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })

    expect(wasMade).toBe(false)
    expect(breaker.snapshot()).toEqual(before)
    expect(clock.pending).toBe(0)
    expect(new HeldCall(breaker).wasMade).toBe(true)
  })

  it('takes a synchronous throw as the call’s failure', async () => {
    const { breaker } = await aDueBreaker(halfOpenOfOne)
    const call = breaker.execute(() => {
      throw outage('thrown at once')
    })
    await expect(call).rejects.toThrow('thrown at once')
    expect(breaker.state).toBe('open')
    expect(breaker.snapshot()).toMatchObject({ failures: 6, inFlight: 0 })
  })

  it('takes work that answers without a promise as a success', async () => {
    const { breaker } = aBreaker()
    expect(await breaker.execute(() => 'at once')).toBe('at once')
    expect(breaker.snapshot()).toMatchObject({ window: [true], successes: 1, inFlight: 0 })
  })

  it('takes a rejection, and a question that was answered without a call, as no outcome', async () => {
    const { breaker, clock } = await anOpenBreaker()
    const opened = breaker.snapshot()
    // A cached answer never asks the breaker: it may only look at it.
    expect([breaker.isRejecting, breaker.state, breaker.probeInMs]).toEqual([true, 'open', 30_000])
    expect(breaker.snapshot()).toEqual(opened)

    for (let time = 0; time < 20; time++) {
      expect(await new HeldCall(breaker).result).toMatchObject({ code: 'CIRCUIT_OPEN' })
    }
    expect(breaker.snapshot()).toEqual({ ...opened, rejected: 20, total: 25 })

    clock.advance(30_000)
    expect([breaker.isRejecting, breaker.state]).toEqual([false, 'open'])
    await succeed(breaker)
    expect(breaker.state).toBe('half_open')
  })

  it('tells a call that is not made which breaker, why and when to try again', async () => {
    const { breaker, clock } = aBreaker()
    const failure = outage('connection refused')
    for (let time = 0; time < 5; time++) await new HeldCall(breaker).fail(failure)
    clock.advance(12_000)
    const rejection = await new HeldCall(breaker).result
    expect(rejection).toMatchObject({
      code: 'CIRCUIT_OPEN',
      data: { breaker: 'ollama_client', state: 'open', retryAfterMs: 18_000 },
    })
    expect((rejection as AppError).cause).toBe(failure)
  })

  it('counts the first of several outcomes that a permit is told', () => {
    const { breaker } = aBreaker({ failureThreshold: 1 })
    const permit = breaker.acquire()
    permit.succeed()
    permit.fail(outage())
    permit.release()
    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot()).toMatchObject({ successes: 1, failures: 0, neutral: 0, inFlight: 0 })
  })

  it.each([Object.create(null), null, 'a text', Symbol('odd')])(
    'opens and can be shown also where what was thrown is no error',
    async (thrown) => {
      const { breaker } = aBreaker({ failureThreshold: 1 })
      await new HeldCall(breaker).fail(thrown)
      expect(breaker.state).toBe('open')
      expect(breaker.snapshot().lastFailure).toMatchObject({ code: 'INTERNAL', message: expect.any(String) })
    },
  )

  it('frees the place of a probe whose error cannot be classified', async () => {
    const breaker = new CircuitBreaker({
      name: 'chroma',
      clock: new ManualClock(),
      classify: () => {
        throw new Error('the classifier is broken')
      },
    })
    await new HeldCall(breaker).fail()
    expect(breaker.snapshot().inFlight).toBe(0)
  })
})

describe('the table of outcomes', () => {
  const waiting = new AbortController().signal
  const failures: readonly ErrorCode[] = [
    'MODEL_UNAVAILABLE',
    'MODEL_FAILED',
    'MODEL_LOAD_FAILED',
    'VECTOR_STORE_UNAVAILABLE',
    'INTERNAL',
  ]
  const neutral: readonly ErrorCode[] = [
    'MODEL_NOT_FOUND',
    'MODEL_BUSY',
    'INVALID_INPUT',
    'EMBEDDING_INVALID',
    'CIRCUIT_OPEN',
    'POOL_FULL',
    'POOL_TIMEOUT',
    'SHUTTING_DOWN',
    'CANCELLED',
  ]
  it.each(failures)('%s is a failure', (code) => {
    expect(outcomeOf(new AppError(code), waiting)).toBe('failure')
  })
  it.each(neutral)('%s says nothing of the server', (code) => {
    expect(outcomeOf(new AppError(code), waiting)).toBe('neutral')
  })
  it.each([
    [400, 'neutral'],
    [404, 'neutral'],
    [408, 'failure'],
    [422, 'neutral'],
    [500, 'failure'],
    [502, 'failure'],
  ] as const)('an answer with status %i is: %s', (status, expected) => {
    expect(outcomeOf(new AppError('MODEL_FAILED', { data: { status } }), waiting)).toBe(expected)
  })
  it('takes what broke the call at the same time as the person’s abort as that abort', () => {
    expect(outcomeOf(outage(), AbortSignal.abort())).toBe('neutral')
  })
  it('takes a cancelled call as the deadline that cancelled it', () => {
    const cause = new AppError('DEADLINE_FIRST_TOKEN')
    expect(outcomeOf(new AppError('CANCELLED', { cause }), waiting)).toBe('failure')
  })
})

describe('counts', () => {
  it('sum up to the total, with those that are under way', async () => {
    const { breaker } = aBreaker()
    const open = [new HeldCall(breaker), new HeldCall(breaker)]
    await succeed(breaker, 2)
    await new HeldCall(breaker).abort()
    await fail(breaker, 5)
    await new HeldCall(breaker).result
    expect(open.every(({ wasMade }) => wasMade)).toBe(true)
    expect(breaker.snapshot()).toMatchObject({
      ...{ total: 11, successes: 2, failures: 5, neutral: 1, rejected: 1, inFlight: 2 },
      ...{ consecutiveFailures: 5, consecutiveSuccesses: 0 },
      lastFailure: { code: 'MODEL_UNAVAILABLE', message: 'Nothing answers.' },
    })
  })
})
