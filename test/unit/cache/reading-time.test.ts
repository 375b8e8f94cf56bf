import { describe, expect, it } from 'vitest'
import { exactKey, guard } from '../../../src-main/cache/index.ts'

/** What expressions that go back again and again trip over: one thing repeated, and openings that nothing closes. */
const units = [
  'a ',
  'a? ',
  "'a ",
  '"a ',
  '“',
  '«',
  '`',
  ': a ',
  'a: ',
  ' ',
  '?',
  '1,',
  'a-',
  "a'",
  'not ',
  'X',
  'and ',
  'of the ',
]
/** Sixteen times as long may take this many times as long: quadratic would be 256. */
const MOST = 100

describe('reading a question', () => {
  it.each(units)('takes as long as it is for repeated %j', (unit) => {
    for (const read of [exactKey, (text: string) => guard(text, `${text}b`)]) {
      const [short, long] = [bestOf(read, unit, 8_000), bestOf(read, unit, 128_000)]
      expect(long / Math.max(short, 0.5)).toBeLessThan(MOST)
    }
  })

  it.each(units)('compares two that are as long as the guard reads, of repeated %j', (unit) => {
    const [short, long] = [75, 590].map((length) =>
      bestOf((text) => guard(text, `why ${text}`), unit, length),
    ) as [number, number]
    // Every word of one is held against every word of the other: quadratic, and never worse.
    expect(long / Math.max(short, 0.2)).toBeLessThan(200)
  })
})

/** In ms, the least of some runs, each of a text that was not read before. */
function bestOf(read: (text: string) => unknown, unit: string, length: number): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3; run++) {
    const text = `what ${'x'.repeat(run)} ${unit.repeat(Math.floor((length - 10) / unit.length))}`
    const before = performance.now()
    read(text)
    best = Math.min(best, performance.now() - before)
  }
  return best
}
