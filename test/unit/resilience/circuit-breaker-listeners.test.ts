import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Transition } from '../../../src-main/resilience/index.ts'
import { aBreaker, aDueBreaker, fail, succeed } from './circuit-breaker-set-up.ts'
import { HeldCall } from './held-call.ts'

// Where a listener's error goes by default.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined))
afterEach(() => void vi.restoreAllMocks())

it('changes as without it when a listener throws, and tells the others', async () => {
  const { breaker, clock } = aBreaker()
  const heard: string[] = []
  breaker.onTransition(() => {
    throw new Error('a listener is broken')
  })
  breaker.onTransition(({ from, to }) => heard.push(`${from}>${to}`))

  await fail(breaker, 5)
  expect(await new HeldCall(breaker).result).toMatchObject({ code: 'CIRCUIT_OPEN' })
  clock.advance(30_000)
  expect(await new HeldCall(breaker).succeed()).toBe('an answer')
  await fail(breaker)
  clock.advance(30_000)
  await succeed(breaker, 2)

  expect(breaker.state).toBe('closed')
  expect(breaker.snapshot().inFlight).toBe(0)
  expect(heard).toEqual([
    ...['closed>open', 'open>half_open', 'half_open>open'],
    ...['open>half_open', 'half_open>closed'],
  ])
})

it('tells what failed last, or who did it', async () => {
  const { breaker, clock } = aBreaker()
  const heard: Transition[] = []
  breaker.onTransition((transition) => heard.push(transition))
  await fail(breaker, 5)
  breaker.reset('Reset by hand.')
  expect(heard).toEqual([
    { at: clock.now(), from: 'closed', to: 'open', cause: expect.stringContaining('Nothing answers.') },
    { at: clock.now(), from: 'open', to: 'closed', cause: 'Reset by hand.' },
  ])
})

it('shows a listener the new state, also one that changes it at once', async () => {
  const { breaker } = await aDueBreaker()
  const seen: string[] = []
  breaker.onTransition(({ to }) => {
    seen.push(breaker.state)
    if (to === 'half_open') breaker.forceOpen('by a listener')
  })
  expect(await new HeldCall(breaker).result).toMatchObject({ data: { state: 'forced_open' } })
  expect(seen).toEqual(['half_open', 'forced_open'])
  expect(breaker.snapshot()).toMatchObject({ inFlight: 0, rejected: 1 })
})

it('tells nobody once it is disposed', async () => {
  const { breaker } = aBreaker()
  const heard: Transition[] = []
  breaker.onTransition((transition) => heard.push(transition))
  breaker.dispose()
  await fail(breaker, 5)
  expect(heard).toEqual([])
})
