import type { BrowserWindow } from 'electron'
import { expect, onTestFinished, test, vi } from 'vitest'

vi.mock('electron', () => ({ webContents: { fromId: () => ({}) } }))

import { Emitter } from '../../../src-main/base/emitter.ts'
import { EventPump } from '../../../src-main/ipc/event-pump.ts'
import type { Services } from '../../../src-main/services.ts'
import type { BreakerTransition } from '../../../src-shared/schemas/resilience.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const transition: BreakerTransition = {
  breaker: 'engine',
  at: '2026-03-14T09:12:00.000Z',
  from: 'closed',
  to: 'open',
  cause: 'Too many of the last calls failed.',
}

/** A pump over services of which only the breakers and the picture are real, and a window that notes. */
function pump(snapshot: () => unknown) {
  const silent = new Emitter<never>().event
  const transitions = new Emitter<BreakerTransition>()
  const cacheChanges = new Emitter<void>()
  const log = silentLog()
  const parts: Partial<Record<keyof Services, unknown>> = {
    log,
    onSettingsView: silent,
    diagnostics: { snapshot },
    resilience: { onTransition: transitions.event },
    cache: { onChange: cacheChanges.event },
  }
  // What else it listens to never says anything here.
  const services = new Proxy(parts, {
    get: (known, name) => known[name as keyof Services] ?? new Proxy({}, { get: () => silent }),
  }) as unknown as Services
  const sent: (readonly unknown[])[] = []
  const window = {
    isDestroyed: () => false,
    webContents: { id: 1, send: (_channel: string, ...event: unknown[]) => sent.push(event) },
  } as unknown as BrowserWindow
  const pumped = new EventPump(services, () => window)
  onTestFinished(() => pumped.dispose())
  return { transitions, cacheChanges, sent, log, dispose: () => pumped.dispose() }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('a change of a breaker is told at once, with one picture of after it however many there are', async () => {
  let state = 'before'
  const { transitions, sent } = pump(() => state)
  transitions.fire(transition)
  transitions.fire({ ...transition, breaker: 'chroma' })
  state = 'after'
  expect(sent).toEqual([
    ['diagnostics.breakerTransition', transition],
    ['diagnostics.breakerTransition', { ...transition, breaker: 'chroma' }],
  ])
  await turn()
  expect(sent.slice(2)).toEqual([['diagnostics.snapshot', 'after']])
  transitions.fire(transition)
  await turn()
  expect(sent.slice(3)).toEqual([
    ['diagnostics.breakerTransition', transition],
    ['diagnostics.snapshot', 'after'],
  ])
})

test('a picture that cannot be taken is warned of and harms nobody', async () => {
  const { transitions, sent, log } = pump(() => {
    throw new Error('the database is away')
  })
  transitions.fire(transition)
  await turn()
  expect(sent).toHaveLength(1)
  expect(log.tail.lines(5)).toMatchObject([{ level: 'warn', message: 'the window was not told' }])
})

test('nothing is told after the end', async () => {
  const { transitions, sent, dispose } = pump(() => 'picture')
  transitions.fire(transition)
  await dispose()
  await turn()
  transitions.fire(transition)
  expect(sent).toHaveLength(1)
})

test('of the cache is told at once, then once a second however much it changes', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { cacheChanges, sent } = pump(() => 'picture')
  for (let at = 0; at < 100; at++) cacheChanges.fire()
  expect(sent).toEqual([['cache.changed', {}]])
  vi.advanceTimersByTime(1_000)
  expect(sent.filter(([name]) => name === 'cache.changed')).toHaveLength(2)
  vi.advanceTimersByTime(5_000)
  expect(sent.filter(([name]) => name === 'cache.changed')).toHaveLength(2)
})
