import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockAt, pageAt, sourceBlocks, splitAtPassage } from '../../../../src-renderer/chat/source-blocks.ts'

const texts = fc.string({ unit: fc.constantFrom('a', 'b ', '\n', '\n\n', '😀', 'ü'), maxLength: 6_000 })

test('the blocks together are the text, and none is too long to lay out', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const blocks = sourceBlocks({ text, pages: [] })
      expect(blocks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
      for (const { start, end } of blocks)
        expect(text.slice(start, end).trim().length).toBeLessThanOrEqual(2_000)
    }),
    { numRuns: 100 },
  )
})

test('a passage is lit whole and nothing else is, wherever blocks are cut', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const start = Math.min(a, b) % (text.length + 1)
      const end = Math.max(start, Math.max(a, b) % (text.length + 1))
      const blocks = sourceBlocks({ text, pages: [] })
      const lit = blocks.map((block) => splitAtPassage(text, block, { start, end })[1]).join('')
      expect(lit).toBe(text.slice(start, end))
      const whole = blocks.flatMap((block) => splitAtPassage(text, block, { start, end })).join('')
      expect(whole).toBe(text)
    }),
    { numRuns: 100 },
  )
})

test('a line without a space is cut, but no emoji in two', () => {
  const text = `x${'😀'.repeat(5_000)}`
  for (const { start, end } of sourceBlocks({ text, pages: [] })) {
    expect(text.slice(start, end)).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/)
  }
})

test('pages begin blocks and are named once', () => {
  const text = 'One.\nStill one.\nTwo.'
  const pages = [
    { page: 1, start: 0, end: 16 },
    { page: 2, start: 16, end: 20 },
  ]
  const blocks = sourceBlocks({ text, pages })
  expect(blocks.map(({ page }) => page)).toEqual([1, null, 2])
  expect(pageAt(pages, 3)).toBe(1)
  expect(pageAt(pages, 16)).toBe(2)
  expect(pageAt([], 3)).toBeNull()
})

test('an offset finds its block, beyond the end the last', () => {
  const blocks = sourceBlocks({ text: 'ab\ncd\nef', pages: [] })
  expect([0, 2, 3, 5, 6, 99].map((offset) => blockAt(blocks, offset))).toEqual([0, 0, 1, 1, 2, 2])
})

test('five megabytes are cut into paragraphs', () => {
  const text = `${'A sentence that goes on for a while. '.repeat(8)}\n`.repeat(17_000)
  expect(text.length).toBeGreaterThan(5_000_000)
  const blocks = sourceBlocks({ text, pages: [] })
  expect(blocks).toHaveLength(17_000)
  expect(text.slice(blocks[16_999]?.start)).toBe(text.slice(-297))
})
