import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createBridge } from '../../../../../src-renderer/bridge.ts'
import { BreakerRow } from '../../../../../src-renderer/diagnostics/breakers/breaker-row.tsx'
import { OutcomeDots } from '../../../../../src-renderer/diagnostics/breakers/outcome-dots.tsx'
import {
  TransitionList,
  TransitionsPanel,
} from '../../../../../src-renderer/diagnostics/breakers/transitions-panel.tsx'
import { OriginTable, PoolFigures } from '../../../../../src-renderer/diagnostics/pool-panel.tsx'
import { AppProvider } from '../../../../../src-renderer/ui/app-context.tsx'
import { createAppStore } from '../../../../../src-renderer/ui/app-store.ts'
import type { BreakerTransition } from '../../../../../src-shared/schemas/resilience.ts'
import { FakeBridge } from '../../../../fakes/fake-bridge.ts'
import { fakeBreaker, fakeOpenBreaker, fakePool } from '../../../../fakes/fake-bridge-resilience.ts'

function markup(part: ReactNode): string {
  const bridge = createBridge(new FakeBridge().port)
  const page = renderToStaticMarkup(
    <MantineProvider env="test">
      <AppProvider parts={{ bridge, app: createAppStore(bridge) }}>{part}</AppProvider>
    </MantineProvider>,
  )
  return page.replaceAll(/<style[\s\S]*?<\/style>/g, '')
}

/** What a person reads: the words without the markup, in the order of the page. */
const words = (part: ReactNode): string =>
  markup(part)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim()

const count = (text: string, part: string): number => text.split(part).length - 1

test('a disc for each success, a cross for each failure, a ring for each place that is still empty', () => {
  const dots = markup(<OutcomeDots window={[true, false, true]} size={10} />)
  expect(count(dots, 'r="5"')).toBe(2)
  expect(count(dots, '<path')).toBe(1)
  expect(count(dots, 'r="4"')).toBe(7)
  expect(dots).toContain('aria-label="2 of the last 3 calls succeeded"')
})

test('an open breaker shows its state in words, its counts and its last failure with the code', () => {
  const row = words(<BreakerRow breaker={fakeOpenBreaker('ollama_client')} />)
  expect(row).toContain('Chat on Ollama Resting open in use')
  expect(row).toContain('Calls 148 Failed 8 Failed in a row 5 Rejected 12 In flight 0')
  expect(row).toMatch(/Last failure .*: Nothing answers at 127\.0\.0\.1:11434\. MODEL_UNAVAILABLE/)
  expect(row).toContain('Try now')
})

test('one that was opened by hand offers the way back in place of a try, which main would refuse', () => {
  const row = markup(<BreakerRow breaker={fakeBreaker('chroma', { state: 'forced_open' })} />)
  expect(row).not.toContain('Try now')
  expect(row).toContain('aria-label="Reset… Vector store (Chroma)"')
  expect(row).toContain('aria-label="Control Vector store (Chroma)"')
})

test('one that nothing depends on says so', () => {
  expect(words(<BreakerRow breaker={fakeBreaker('engine', { needed: false })} />)).toContain('not in use')
})

const change: BreakerTransition = {
  breaker: 'engine',
  at: '2026-03-14T09:12:00.000Z',
  from: 'half_open',
  to: 'closed',
  cause: '2 probes in a row succeeded.',
}

test('a change reads as a sentence; what a person did without changing the state has no arrow', () => {
  expect(words(<TransitionList transitions={[change]} />)).toContain(
    'Chat on the built-in engine Trying again → , then Works 2 probes in a row succeeded.',
  )
  const byHand = words(
    <TransitionList transitions={[{ ...change, from: 'closed', cause: 'By hand: reset.' }]} />,
  )
  expect(byHand).toContain('Chat on the built-in engine Closed By hand: reset.')
})

test('without a change it says that none has happened', () => {
  expect(words(<TransitionsPanel />)).toContain('No breaker has changed its state yet')
})

test('reuse of nothing is a dash that says why, not 0 %', () => {
  const none = { ...fakePool, reuseRate: null, acquireWaitMs: { p50: null, p95: null } }
  expect(words(<PoolFigures pool={none} />)).toContain('Reused – no request yet Wait, median – Wait, p95 –')
  expect(words(<PoolFigures pool={fakePool} />)).toContain('Reused 99.4%')
})

test('each server has its row, with how many embeds it is given at once', () => {
  const table = words(<OriginTable origins={fakePool.origins} />)
  expect(table).toContain('127.0.0.1:11434 1 0 402 99% 4 0 of 2')
  expect(table).toContain('127.0.0.1:39121 1 1 904 99.6% 4 1 of 3')
})
