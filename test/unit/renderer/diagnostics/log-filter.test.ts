import { expect, test } from 'vitest'
import { filterLog, logText } from '../../../../src-renderer/diagnostics/log-filter.ts'
import type { LogLine } from '../../../../src-shared/schemas/diagnostics.ts'

const line = (level: LogLine['level'], message: string, data: string | null = null): LogLine => ({
  time: '2026-01-01T10:00:00.000Z',
  level,
  scope: 'engine',
  message,
  data,
})
const lines = [
  line('debug', 'tick'),
  line('info', 'ready'),
  line('warn', 'slow'),
  line('error', 'Gone', '{"pid":7}'),
]

test('a level shows itself and what is graver', () => {
  expect(filterLog(lines, { level: 'warn', search: '' }).map(({ message }) => message)).toEqual([
    'slow',
    'Gone',
  ])
})

test('the search reads scope, message and data, whatever the case', () => {
  expect(filterLog(lines, { level: 'debug', search: 'gone' })).toHaveLength(1)
  expect(filterLog(lines, { level: 'debug', search: 'PID' })).toHaveLength(1)
  expect(filterLog(lines, { level: 'debug', search: 'engine' })).toHaveLength(4)
})

test('copies one line of text for each line', () => {
  expect(logText(lines.slice(2))).toBe(
    '2026-01-01T10:00:00.000Z WARN  engine slow\n2026-01-01T10:00:00.000Z ERROR engine Gone {"pid":7}',
  )
})
