import { describe, expect, it } from 'vitest'
import { aBreaker, aDueBreaker, anOpenBreaker, fail, inState, succeed } from './circuit-breaker-set-up.ts'
import { HeldCall } from './held-call.ts'

const HOUR = 3_600_000

describe('time', () => {
  it.each([HOUR, -HOUR])('does not care for a wall clock that is moved by %i ms', async (shift) => {
    const { breaker, clock } = await anOpenBreaker()
    clock.wallShift = shift
    expect(breaker.probeInMs).toBe(30_000)
    expect(new HeldCall(breaker).wasMade).toBe(false)
    clock.advance(30_000)

    const hung = new HeldCall(breaker)
    expect(hung.wasMade).toBe(true)
    clock.wallShift = 0
    clock.advance(29_999)
    expect(breaker.state).toBe('half_open')
    clock.advance(1)
    expect(breaker.state).toBe('open')
    await hung.fail()
    expect(breaker.snapshot().lastChange).toBe(new Date(clock.now()).toISOString())
  })

  it('lets the next call probe after a sleep of eight hours while open', async () => {
    const { breaker, clock } = await anOpenBreaker()
    clock.suspend(8 * HOUR)
    expect(breaker.probeInMs).toBe(0)
    await succeed(breaker)
    expect(breaker.state).toBe('half_open')
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
  })

  it('opens again after a sleep with a hanging probe, for a full timeout from waking', async () => {
    const { breaker, clock } = await aDueBreaker()
    const probe = new HeldCall(breaker)
    clock.suspend(8 * HOUR)
    expect(breaker.state).toBe('open')
    expect(breaker.probeInMs).toBe(30_000)

    clock.advance(30_000)
    await succeed(breaker)
    await probe.fail()
    expect(breaker.state).toBe('half_open')
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
  })

  it('stays closed over a sleep, with the window and the calls that it had', async () => {
    const { breaker, clock } = aBreaker()
    await fail(breaker, 4)
    const call = new HeldCall(breaker)
    const before = breaker.snapshot()
    clock.suspend(8 * HOUR)
    expect(breaker.snapshot()).toEqual(before)
    await call.fail()
    expect(breaker.state).toBe('open')
  })

  it('says without any traffic that a probe is due', async () => {
    const { breaker, clock } = await anOpenBreaker()
    clock.advance(10_000)
    expect(breaker.snapshot()).toMatchObject({ state: 'open', probeInMs: 20_000 })
    clock.advance(5 * HOUR)
    expect(breaker.snapshot()).toMatchObject({ state: 'open', probeInMs: 0, rejected: 0 })
    expect(clock.pending).toBe(0)
  })

  it.each(['closed', 'half_open'] as const)('has no next probe while %s', async (state) => {
    expect((await inState(state)).breaker.probeInMs).toBeNull()
  })

  it('probes at once when asked to, and only then', async () => {
    const { breaker, clock } = await anOpenBreaker()
    // A time whose sums do not come out even.
    clock.advance(0.1)
    breaker.probeNow()
    expect(breaker.snapshot()).toMatchObject({ state: 'open', probeInMs: 0 })
    await fail(breaker)
    expect(breaker.probeInMs).toBe(30_000)
  })
})
