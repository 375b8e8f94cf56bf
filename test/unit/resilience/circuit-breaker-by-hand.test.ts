import { describe, expect, it } from 'vitest'
import { aBreaker, aDueBreaker, anOpenBreaker, fail, inState, succeed } from './circuit-breaker-set-up.ts'
import { HeldCall } from './held-call.ts'

const states = ['closed', 'open', 'half_open'] as const

describe('by hand', () => {
  it('ignores calls that were in flight when it was reset', async () => {
    const { breaker } = aBreaker()
    await fail(breaker, 3)
    const calls = Array.from({ length: 6 }, () => new HeldCall(breaker))

    breaker.reset('by hand')
    for (const call of calls.slice(0, 5)) await call.fail()

    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot()).toMatchObject({
      ...{ window: [], total: 6, failures: 0, successes: 0, neutral: 5, inFlight: 1 },
      ...{ consecutiveFailures: 0, lastFailure: null },
    })
    await calls[5]?.succeed()
    expect(breaker.snapshot()).toMatchObject({ window: [], total: 6, successes: 0, neutral: 6, inFlight: 0 })
  })

  it('is not opened by a hanging probe that was in flight when it was reset', async () => {
    const { breaker, clock } = await aDueBreaker()
    const probe = new HeldCall(breaker)
    breaker.reset('by hand')
    clock.advance(60_000)
    expect(breaker.state).toBe('closed')
    await probe.fail()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: [] })
  })

  it.each(states)('is as new after a reset while %s', async (state) => {
    const { breaker } = await inState(state)
    breaker.reset('by hand')
    expect(breaker.snapshot()).toMatchObject({
      ...{ state: 'closed', window: [], total: 0, rejected: 0, consecutiveFailures: 0, lastFailure: null },
      transitions: { closedToOpen: 0, openToHalfOpen: 0, halfOpenToClosed: 0, halfOpenToOpen: 0 },
    })
  })

  it('takes nothing back of what a scraper counts when it is reset', async () => {
    const { breaker } = await anOpenBreaker()
    breaker.reset('by hand')
    expect(breaker.totals).toMatchObject({ failure: 5 })
    expect(breaker.totals.transitions.get('closed>open')).toBe(1)
    expect(breaker.totals.transitions.get('open>closed')).toBe(1)
  })

  it.each(states)('never probes while it is forced open, from %s', async (state) => {
    const { breaker, clock } = await inState(state)
    breaker.forceOpen('by hand')
    for (const wait of [0, 30_000, 86_400_000]) {
      clock.advance(wait)
      breaker.probeNow()
      expect(breaker.probeInMs).toBeNull()
      expect(breaker.isRejecting).toBe(true)
      expect(await new HeldCall(breaker).result).toMatchObject({
        code: 'CIRCUIT_OPEN',
        data: { state: 'forced_open', retryAfterMs: null },
      })
    }
    expect(breaker.state).toBe('forced_open')
    breaker.reset('by hand')
    expect(new HeldCall(breaker).wasMade).toBe(true)
  })

  it('stays forced open whatever calls come to that were under way', async () => {
    const { breaker } = await aDueBreaker({ successThreshold: 1 })
    const [first, second] = [new HeldCall(breaker), new HeldCall(breaker)]
    breaker.forceOpen('by hand')
    await first.succeed()
    await second.fail()
    expect(breaker.state).toBe('forced_open')
  })

  it.each(states)('lets every call through while disabled, from %s', async (state) => {
    const { breaker } = await inState(state)
    breaker.disable('by hand')
    const { failures, window } = breaker.snapshot()
    const calls = Array.from({ length: 20 }, () => new HeldCall(breaker))
    for (const call of calls) await call.fail()
    expect(calls.every(({ wasMade }) => wasMade)).toBe(true)
    expect(breaker.snapshot()).toMatchObject({ state: 'disabled', failures: failures + 20, window })
    expect(breaker.isRejecting).toBe(false)
  })

  it.each(states)('is closed with an empty window when it is forced closed, from %s', async (state) => {
    const { breaker } = await inState(state)
    breaker.forceClosed('by hand')
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: [] })
    await fail(breaker, 4)
    expect(breaker.state).toBe('closed')
  })

  it('opens again by itself after it was forced closed', async () => {
    const { breaker, clock } = await anOpenBreaker()
    breaker.forceClosed('by hand')
    await fail(breaker, 5)
    expect(breaker.probeInMs).toBe(30_000)
    clock.advance(30_000)
    await succeed(breaker, 2)
    expect(breaker.state).toBe('closed')
  })
})

describe('settings', () => {
  it.each([
    ['failureThreshold', 0],
    ['windowSize', 2.5],
    ['halfOpenMaxCalls', -1],
    ['successThreshold', Number.NaN],
    ['timeoutMs', 0],
  ])('refuses %s %d by name', (name, value) => {
    expect(() => aBreaker({ [name]: value })).toThrow(new RegExp(`${name} must be a .*got ${value}`))
  })

  it('refuses a threshold that its window can never reach', () => {
    expect(() => aBreaker({ failureThreshold: 5, windowSize: 4 })).toThrow(/failureThreshold/)
  })
})
