import { expect, test } from 'vitest'
import { sinceWords } from '../../../../src-renderer/diagnostics/since-words.ts'

const since = '2026-03-14T09:12:00.000Z'
const at = Date.parse(since)

test('within a day the time of day is enough; later the date is said too', () => {
  expect(sinceWords(since, at + 1_000)).not.toContain('2026')
  expect(sinceWords(since, at + 90_000_000)).toContain('2026')
})

test('a time that is none is not shown', () => {
  expect(sinceWords('soon', 0)).toBe('')
})
