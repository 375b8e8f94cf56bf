import { describe, expect, test } from 'vitest'
import type { BreakerAction, BreakerTransition } from '../../../src-shared/schemas/resilience.ts'
import { guardedParts, never, settled } from './guarded-parts.ts'

describe('the snapshot', () => {
  test('has each breaker, whether answers depend on it, and the pool', async () => {
    const { service, chat, needed } = guardedParts()
    await chat.fail()
    needed.delete('ollama_client')
    needed.add('chroma')
    expect(service.snapshot()).toMatchObject({
      breakers: [
        { name: 'ollama_client', state: 'open', needed: false, failures: 5, probeInMs: 30_000 },
        { name: 'chroma', state: 'closed', needed: true, total: 0, probeInMs: null },
      ],
      pool: { totalRequests: 1_306 },
    })
  })
})

describe('by hand', () => {
  const actions: readonly (readonly [BreakerAction, string, RegExp])[] = [
    ['force_open', 'forced_open', /^Stopped by hand \(forced open\)/],
    ['force_closed', 'closed', /^By hand: forced closed/],
    ['reset', 'closed', /^By hand: reset/],
    ['disable', 'disabled', /^By hand: disabled/],
  ]

  test.each(actions)('%s is told, kept and warned of in the log', async (action, state, cause) => {
    const { service, chat, log } = guardedParts()
    await chat.fail()
    const told: BreakerTransition[] = []
    service.onTransition((transition) => told.push(transition))
    service.control('ollama_client', action)
    expect(chat.breaker.state).toBe(state)
    expect(told).toEqual([service.history()[0]])
    expect(told[0]).toMatchObject({ breaker: 'ollama_client', from: 'open', to: state })
    expect(told[0]?.cause).toMatch(cause)
    const warnings = log.tail.lines(10).filter(({ message }) => message.includes('by hand'))
    expect(warnings).toMatchObject([{ level: 'warn', data: expect.stringContaining(action) }])
  })

  test('what leaves the state as it was is told and kept as well, once', () => {
    const { service, chat } = guardedParts()
    const told: BreakerTransition[] = []
    service.onTransition((transition) => told.push(transition))
    service.control('ollama_client', 'reset')
    expect(chat.breaker.state).toBe('closed')
    expect(told).toMatchObject([{ from: 'closed', to: 'closed', cause: 'By hand: reset.' }])
    expect(service.history()).toEqual(told)
  })

  test('a breaker that does not exist is NOT_FOUND', async () => {
    const { service } = guardedParts()
    expect(() => service.control('engine', 'reset')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    await expect(service.tryNow('engine', never())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('try now', () => {
  test('sends one probe before its time has come, and tells what it came to', async () => {
    const { service, chroma } = guardedParts()
    await chroma.fail()
    expect(await service.tryNow('chroma', never())).toMatchObject({ state: 'open', probeInMs: 30_000 })
    expect(chroma.calls).toBe(1)
    chroma.isUp = true
    expect(await service.tryNow('chroma', never())).toMatchObject({
      state: 'half_open',
      consecutiveSuccesses: 1,
    })
    expect(await service.tryNow('chroma', never())).toMatchObject({ state: 'closed' })
    expect(chroma.calls).toBe(3)
  })

  test('is what the history tells where it ends a rest early', async () => {
    const { service, chroma } = guardedParts()
    await chroma.fail()
    chroma.isUp = true
    await service.tryNow('chroma', never())
    await service.tryNow('chroma', never())
    await chroma.fail()
    await service.tryNow('chroma', never(), 'Its server is there again.')
    const begun = service.history().filter(({ to }) => to === 'half_open')
    expect(begun.map(({ cause }) => cause)).toEqual(['Its server is there again.', 'Tried by hand.'])
  })

  test('of a breaker opened by hand is CONFLICT, says what to do, and calls nobody', async () => {
    const { service, chat } = guardedParts()
    service.control('ollama_client', 'force_open')
    await expect(service.tryNow('ollama_client', never())).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/by hand.*reset/i),
    })
    expect(chat.calls).toBe(0)
  })

  test('by several at once is one probe, whose end all of them see', async () => {
    const { service, chroma } = guardedParts()
    await chroma.fail()
    chroma.isUp = true
    chroma.isHolding = true
    const tries = [1, 2, 3].map(() => service.tryNow('chroma', never()))
    await settled()
    expect(chroma.calls).toBe(1)
    chroma.release()
    expect(await Promise.all(tries)).toMatchObject(Array(3).fill({ state: 'half_open' }))
    expect(chroma.calls).toBe(1)
  })

  test('that somebody stops waiting for goes on for the others', async () => {
    const { service, chroma } = guardedParts()
    chroma.isHolding = true
    const impatient = new AbortController()
    const first = service.tryNow('chroma', impatient.signal)
    const second = service.tryNow('chroma', never())
    await settled()
    impatient.abort()
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
    chroma.release()
    expect(await second).toMatchObject({ successes: 1, neutral: 0 })
  })

  test('with a signal that is aborted already is CANCELLED', async () => {
    const { service } = guardedParts()
    await expect(service.tryNow('chroma', AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('ends when its time is up, whether the probe heeds that or not: a failure', async () => {
    const { service, clock, chroma } = guardedParts({ probeMs: 5_000 })
    await chroma.fail()
    chroma.isHolding = true
    const tried = service.tryNow('chroma', never())
    await settled()
    clock.advance(5_000)
    expect(await tried).toMatchObject({ state: 'open', lastFailure: { code: 'DEADLINE_TOTAL' } })
  })

  test('ends when the breaker gives the probe up as hung, before its own time is up', async () => {
    const { service, clock, chroma } = guardedParts()
    await chroma.fail()
    chroma.isHolding = true
    const tried = service.tryNow('chroma', never())
    await settled()
    clock.advance(30_000)
    expect(await tried).toMatchObject({ state: 'open', inFlight: 0 })
  })

  test('without a probe of its own lets the next call be it', async () => {
    const { service, chroma } = guardedParts({ probes: {} })
    await chroma.fail()
    expect(await service.tryNow('chroma', never())).toMatchObject({ state: 'open', probeInMs: 0 })
    chroma.isUp = true
    await chroma.call()
    expect(chroma.breaker.state).toBe('half_open')
  })
})

describe('closing', () => {
  test('ends a probe that is under way and leaves no timer', async () => {
    const { service, clock, chat } = guardedParts()
    await chat.fail()
    chat.isHolding = true
    const tried = service.tryNow('ollama_client', never())
    await settled()
    await service.dispose()
    await tried
    expect(clock.pending).toBe(0)
  })

  test('stops listening: what a breaker does afterwards is not told', async () => {
    const { service, chat } = guardedParts()
    await service.dispose()
    await chat.fail()
    expect(service.history()).toEqual([])
  })
})

test('a listener that throws harms neither the breaker nor the history, and is in the log', async () => {
  const { service, chat, log } = guardedParts()
  service.onTransition(() => {
    throw new Error('a window that fails')
  })
  const told: BreakerTransition[] = []
  service.onTransition((transition) => told.push(transition))
  await chat.fail()
  expect(chat.breaker.state).toBe('open')
  expect(told).toHaveLength(1)
  expect(service.history()).toHaveLength(1)
  expect(log.tail.lines(10).filter(({ level }) => level === 'error')).toHaveLength(1)
})
