import { expect, test } from 'vitest'
import { cachedWords } from '../../../../src-renderer/chat/cached-words.ts'
import type { CachedFrom } from '../../../../src-shared/schemas/chat.ts'

const NOW = 1_700_000_000_000
const from = (ageMs: number, more: Partial<CachedFrom> = {}): CachedFrom => ({
  ...{ entryId: 1, question: 'When does it open?', at: NOW - ageMs, kind: 'semantic', similarity: 0.97 },
  ...more,
})

test('says when the earlier question was asked, in which words, and how near it is', () => {
  const words = cachedWords(from(185_000), NOW)
  expect(words).toMatchObject({ asked: 'asked 3 min ago:', question: 'When does it open?' })
  expect(words.alike).toMatch(/^97\s?% alike$/)
})

test('what is not the same is never called wholly alike', () => {
  expect(cachedWords(from(0, { similarity: 0.9999 }), NOW).alike).toMatch(/^99/)
})

test('the same question needs no repeating', () => {
  expect(cachedWords(from(0, { kind: 'exact', similarity: 1 }), NOW)).toEqual({
    ...{ asked: 'asked just now in the same words', question: null, alike: null },
  })
})

test.each([
  [59_000, 'asked just now:'],
  [60_000, 'asked 1 min ago:'],
  [7_500_000, 'asked 2 h 5 min ago:'],
  [-5_000, 'asked just now:'],
])('an answer of %d ms ago', (age, words) => {
  expect(cachedWords(from(age), NOW).asked).toBe(words)
})

test('one of another day has its date', () => {
  expect(cachedWords(from(90_000_000), NOW).asked).toMatch(/^asked on .*2023.*:$/)
})

test('a question of any length is told by its beginning', () => {
  const { question } = cachedWords(from(0, { question: 'word '.repeat(400) }), NOW)
  expect(question).toMatch(/^word .*…$/)
  expect(question?.length).toBeLessThanOrEqual(160)
})
