import { expect, test } from 'vitest'
import { outageOf, partState } from '../../../../src-renderer/diagnostics/part-outages.ts'
import type { Outage } from '../../../../src-renderer/ui/outages.ts'

const out = (kind: Outage['kind']): Outage => ({ part: 'chat_model', kind, breaker: null, nextTryAt: null })

test('a part that was stopped by hand is not down', () => {
  expect(partState('down', out('stopped'))).toEqual({ tone: 'warn', label: 'Stopped by hand' })
})

test('what is tried again or restarts is not down, though the last check said so', () => {
  expect(partState('down', out('trying'))).toEqual({ tone: 'busy', label: 'Trying again' })
  expect(partState('down', out('restarting'))).toEqual({ tone: 'busy', label: 'Restarting' })
})

test('what is known to be out no longer works, though the last check said so', () => {
  expect(partState('ok', out('missing')).label).toBe('Down')
  expect(partState('ok', out('resting')).label).toBe('Resting')
})

test('else a part is as it was checked', () => {
  expect(partState('ok', null).label).toBe('Works')
  expect(partState('degraded', out('slow')).label).toBe('Limited')
})

test('an outage is of its own part alone', () => {
  expect(outageOf('model', [out('missing')])).toEqual(out('missing'))
  expect(outageOf('embedder', [out('missing')])).toBeNull()
  expect(outageOf('breaker', [out('missing')])).toBeNull()
})

test('a part whose last call failed is not said to work, and what weighs more is said first', () => {
  expect(partState('ok', null, true)).toEqual({ tone: 'warn', label: 'Last call failed' })
  expect(partState('ok', out('resting'), true).label).toBe('Resting')
  expect(partState('down', null, true).label).toBe('Down')
})
