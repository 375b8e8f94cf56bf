import { describe, expect, it } from 'vitest'
import { aDueBreaker, anOpenBreaker, succeed } from './circuit-breaker-set-up.ts'
import { HeldCall } from './held-call.ts'

describe('half-open', () => {
  it('begins with the first call after the whole rest, not before', async () => {
    const { breaker, clock } = await anOpenBreaker()
    clock.advance(29_999)
    expect(new HeldCall(breaker).wasMade).toBe(false)
    expect(breaker.probeInMs).toBe(1)
    clock.advance(1)
    expect(new HeldCall(breaker).wasMade).toBe(true)
    expect(breaker.state).toBe('half_open')
    expect(breaker.probeInMs).toBeNull()
  })

  it('lets three of four concurrent probes run and tells the fourth at once when to try again', async () => {
    const { breaker } = await aDueBreaker()
    const probes = [new HeldCall(breaker), new HeldCall(breaker), new HeldCall(breaker)]
    expect(breaker.isRejecting).toBe(true)
    const fourth = new HeldCall(breaker)

    expect(probes.map(({ wasMade }) => wasMade)).toEqual([true, true, true])
    expect(fourth.wasMade).toBe(false)
    expect(await fourth.result).toMatchObject({
      code: 'CIRCUIT_OPEN',
      data: { state: 'half_open', retryAfterMs: 1_000 },
    })
    expect(breaker.snapshot()).toMatchObject({ rejected: 1, inFlight: 3 })

    await probes[0]?.succeed()
    expect(new HeldCall(breaker).wasMade).toBe(true)
  })

  it('closes by two successes, one after the other', async () => {
    const { breaker } = await aDueBreaker({ halfOpenMaxCalls: 1 })
    await succeed(breaker)
    expect(breaker.state).toBe('half_open')
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot()).toMatchObject({
      window: [],
      transitions: { closedToOpen: 1, openToHalfOpen: 1, halfOpenToClosed: 1, halfOpenToOpen: 0 },
    })
  })

  it('opens for a full timeout again when one probe fails', async () => {
    const { breaker, clock } = await aDueBreaker()
    clock.advance(5_000)
    const [first, second] = [new HeldCall(breaker), new HeldCall(breaker)]
    await first.succeed()
    clock.advance(1_000)

    await second.fail()

    expect(breaker.state).toBe('open')
    expect(breaker.probeInMs).toBe(30_000)
    clock.advance(29_999)
    expect(new HeldCall(breaker).wasMade).toBe(false)
    clock.advance(1)
    // A success of the half-open before counts no more: it takes two again.
    await succeed(breaker)
    expect(breaker.state).toBe('half_open')
  })

  it('opens again when a probe shows no sign of life for its longest wait', async () => {
    const { breaker, clock } = await aDueBreaker({ halfOpenMaxWaitMs: 40_000 })
    const hung = new HeldCall(breaker)
    clock.advance(39_999)
    expect(breaker.state).toBe('half_open')
    clock.advance(1)
    expect(breaker.state).toBe('open')
    expect(breaker.probeInMs).toBe(30_000)
    expect(breaker.snapshot().transitions.halfOpenToOpen).toBe(1)

    clock.advance(30_000)
    await succeed(breaker)
    await hung.fail()
    expect(breaker.state).toBe('half_open')
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
    expect(clock.pending).toBe(0)
  })

  it('waits anew for a probe with each sign of life', async () => {
    const { breaker, clock } = await aDueBreaker({ halfOpenMaxWaitMs: 40_000 })
    const probe = new HeldCall(breaker)
    for (let time = 0; time < 5; time++) {
      clock.advance(39_999)
      probe.permit?.alive()
    }
    expect(breaker.state).toBe('half_open')
    clock.advance(40_000)
    expect(breaker.state).toBe('open')
  })

  it('waits for no call that is over, whatever sign it gives', async () => {
    const { breaker, clock } = await aDueBreaker()
    const permit = breaker.acquire()
    permit.succeed()
    permit.alive()
    expect(clock.pending).toBe(0)
    clock.advance(60_000)
    expect(breaker.state).toBe('half_open')
  })

  it('has no timer but one for each probe, and none once all have ended', async () => {
    const { breaker, clock } = await aDueBreaker()
    expect(clock.pending).toBe(0)
    const probes = [new HeldCall(breaker), new HeldCall(breaker), new HeldCall(breaker)]
    expect(clock.pending).toBe(3)
    await probes[0]?.abort()
    await probes[1]?.fail()
    await probes[2]?.succeed()
    expect(clock.pending).toBe(0)
  })

  it('leaves no timer when it is disposed while probes run', async () => {
    const { breaker, clock } = await aDueBreaker()
    const probes = [new HeldCall(breaker), new HeldCall(breaker)]
    breaker.dispose()
    expect(clock.pending).toBe(0)
    probes[0]?.permit?.alive()
    await Promise.all([probes[0]?.succeed(), probes[1]?.fail()])
    expect(clock.pending).toBe(0)
  })

  it('closes after a first success where that is enough, and says so in its cause', async () => {
    const { breaker } = await aDueBreaker({ successThreshold: 1 })
    const causes: string[] = []
    breaker.onTransition(({ cause }) => causes.push(cause))
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
    expect(causes).toEqual(['The rest is over: the next calls are probes.', '1 probe succeeded.'])
  })
})
