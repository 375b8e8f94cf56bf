import { expect, test } from 'vitest'
import {
  formatBytes,
  formatCosine,
  formatDuration,
  formatRatio,
  formatRemaining,
  plural,
} from '../../../../src-renderer/ui/format.ts'

test.each([
  [null, '–'],
  [undefined, '–'],
  [Number.NaN, '–'],
  [0.4, '0.4 ms'],
  [9.96, '10 ms'],
  [640, '640 ms'],
  [1_400, '1.4 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min'],
  [125_000, '2 min 5 s'],
  [7_260_000, '2 h 1 min'],
])('%s ms is %s', (milliseconds, words) => expect(formatDuration(milliseconds)).toBe(words))

test.each([
  [null, null],
  [2, 'a few seconds left'],
  [41, 'about 45 s left'],
  [125, 'about 2 min left'],
  [7_200, 'about 2 h left'],
])('%s seconds left is %s', (seconds, words) => expect(formatRemaining(seconds)).toBe(words))

test('bytes are counted as file managers count them', () => {
  expect(formatBytes(0)).toMatch(/^0 bytes?$/)
  expect(formatBytes(999)).toMatch(/^999 bytes$/)
  expect(formatBytes(98_362_432)).toMatch(/^98[.,]4 MB$/)
  expect(formatBytes(5e15)).toMatch(/TB$/)
})

test('a ratio of nothing is no zero', () => {
  expect(formatRatio(null)).toBe('–')
  expect(formatRatio(0.25)).toMatch(/^25\s?%$/)
})

test('one is one', () => {
  expect(plural(1, 'file')).toBe('1 file')
  expect(plural(0, 'file')).toBe('0 files')
  expect(plural(2, 'entry', 'entries')).toBe('2 entries')
})

test('a cosine is never rounded up to a threshold that it does not reach', () => {
  expect(formatCosine(0.9199)).toBe('0.919')
  expect(formatCosine(0.92)).toBe('0.92')
  expect(formatCosine(0.905)).toBe('0.905')
  expect(formatCosine(1)).toBe('1.00')
})
