import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { CheckCard } from '../../../../src-renderer/diagnostics/check-cards.tsx'
import { AppProvider } from '../../../../src-renderer/ui/app-context.tsx'
import { createAppStore } from '../../../../src-renderer/ui/app-store.ts'
import type { Outage } from '../../../../src-renderer/ui/outages.ts'
import { FakeBridge } from '../../../fakes/fake-bridge.ts'

const check = {
  name: 'model',
  state: 'down',
  detail: 'It was stopped by hand; nothing is tried until that is reset.',
  required: true,
  since: '2026-03-14T09:12:00.000Z',
} as const

function words(outages: readonly Outage[]): string {
  const bridge = createBridge(new FakeBridge().port)
  const app = createAppStore(bridge)
  // Static markup reads the state that a store began with.
  app.getInitialState = () => ({ ...app.getState(), outages })
  return renderToStaticMarkup(
    <MantineProvider env="test">
      <AppProvider parts={{ bridge, app }}>
        <CheckCard check={check} />
      </AppProvider>
    </MantineProvider>,
  )
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

test('a part that was stopped by hand offers the reset, and nothing that would not help', () => {
  const card = words([{ part: 'chat_model', kind: 'stopped', breaker: 'engine', nextTryAt: null }])
  expect(card).toContain('Stopped by hand')
  expect(card).toContain('Reset…')
  expect(card).not.toMatch(/Down|Refresh|Restart/)
})

test('a part that is down offers to look again', () => {
  const card = words([])
  expect(card).toMatch(/Down .*Refresh/)
  expect(card).not.toContain('Reset…')
})
