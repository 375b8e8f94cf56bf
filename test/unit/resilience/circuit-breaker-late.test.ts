import { describe, expect, it } from 'vitest'
import { aBreaker, aDueBreaker, fail, succeed } from './circuit-breaker-set-up.ts'
import { HeldCall, outage } from './held-call.ts'

describe('an outcome that comes after the state changed', () => {
  it('ignores in half-open a failure of a call that began while it was closed', async () => {
    const { breaker, clock } = aBreaker()
    const early = new HeldCall(breaker)
    await fail(breaker, 5)
    clock.advance(30_000)
    await succeed(breaker)
    expect(breaker.state).toBe('half_open')

    await early.fail()

    expect(breaker.state).toBe('half_open')
    expect(breaker.snapshot()).toMatchObject({ failures: 5, consecutiveFailures: 0, neutral: 1, inFlight: 0 })
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
  })

  it('ignores in half-open a success of a call that began while it was closed', async () => {
    const { breaker, clock } = aBreaker()
    const early = [new HeldCall(breaker), new HeldCall(breaker), new HeldCall(breaker)]
    await fail(breaker, 5)
    clock.advance(30_000)
    const probe = new HeldCall(breaker)

    for (const call of early) expect(await call.succeed()).toBe('an answer')

    expect(breaker.state).toBe('half_open')
    await probe.succeed()
    expect(breaker.state).toBe('half_open')
    expect(breaker.snapshot()).toMatchObject({ successes: 1, consecutiveSuccesses: 1, neutral: 3 })
  })

  it('ignores while open a success of a call that began while it was closed', async () => {
    const { breaker, clock } = aBreaker()
    const early = new HeldCall(breaker)
    await fail(breaker, 5)
    clock.advance(10_000)

    expect(await early.succeed()).toBe('an answer')

    expect(breaker.state).toBe('open')
    expect(breaker.probeInMs).toBe(20_000)
    expect(breaker.snapshot()).toMatchObject({ successes: 0, consecutiveFailures: 5, neutral: 1 })
  })

  it('never lets an outcome of one state count in a later one of the same name', async () => {
    const { breaker, clock } = aBreaker()
    const ofFirstClosed = Array.from({ length: 5 }, () => new HeldCall(breaker))
    await fail(breaker, 5)
    clock.advance(30_000)
    const ofFirstHalfOpen = [new HeldCall(breaker), new HeldCall(breaker)]
    await fail(breaker)
    clock.advance(30_000)
    const probe = new HeldCall(breaker)
    for (const late of ofFirstHalfOpen) await late.succeed()
    expect(breaker.state).toBe('half_open')
    await probe.succeed()
    await succeed(breaker)
    expect(breaker.state).toBe('closed')

    for (const late of ofFirstClosed) await late.fail()

    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot()).toMatchObject({ window: [], failures: 6, successes: 2, neutral: 7 })
  })

  it('frees no place in half-open for a probe of an earlier half-open', async () => {
    const { breaker, clock } = await aDueBreaker()
    const old = [new HeldCall(breaker), new HeldCall(breaker)]
    await fail(breaker)
    clock.advance(30_000)
    const probes = [new HeldCall(breaker), new HeldCall(breaker), new HeldCall(breaker)]

    for (const late of old) await late.abort()

    expect(probes.every(({ wasMade }) => wasMade)).toBe(true)
    expect(new HeldCall(breaker).wasMade).toBe(false)
  })

  it('closes by two probes while the third hangs, and ignores its late failure', async () => {
    const { breaker, clock } = await aDueBreaker()
    const [first, second, third] = [new HeldCall(breaker), new HeldCall(breaker), new HeldCall(breaker)]
    await first.succeed()
    await second.succeed()
    expect(breaker.state).toBe('closed')

    clock.advance(60_000)
    expect(breaker.state).toBe('closed')
    expect(await third.fail(outage('too late'))).toMatchObject({ message: 'too late' })

    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot().window).toEqual([])
    expect(breaker.snapshot().lastFailure?.message).not.toBe('too late')
    expect(clock.pending).toBe(0)
  })

  it('opens once by six simultaneous failures, and the last does not lengthen the rest', async () => {
    const { breaker, clock } = aBreaker()
    const calls = Array.from({ length: 6 }, () => new HeldCall(breaker))
    const sixth = calls.pop()
    await Promise.all(calls.map((call) => call.fail()))
    expect(breaker.state).toBe('open')
    clock.advance(20_000)

    await sixth?.fail()

    expect(breaker.probeInMs).toBe(10_000)
    expect(breaker.snapshot()).toMatchObject({
      failures: 5,
      neutral: 1,
      transitions: { closedToOpen: 1, openToHalfOpen: 0, halfOpenToClosed: 0, halfOpenToOpen: 0 },
    })
  })

  it('tells a call that its state has passed, so that it does not try again', async () => {
    const { breaker } = aBreaker()
    const call = new HeldCall(breaker)
    expect(call.permit?.isCurrent).toBe(true)
    await fail(breaker, 5)
    expect(call.permit?.isCurrent).toBe(false)
  })
})
