import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textBlocks } from '../../../../src-renderer/library/text-blocks.ts'

test('blocks put together are the text, and each knows where it starts', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '😀'), minLength: 0, maxLength: 9_000 })
  fc.assert(
    fc.property(texts, (text) => {
      const blocks = textBlocks({ text, pages: [] })
      expect(blocks.map((block) => block.text).join('')).toBe(text)
      for (const block of blocks) expect(text.startsWith(block.text, block.start)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('an emoji is never cut in two, even in text without a space', () => {
  const text = `x${'😀'.repeat(4_000)}`
  for (const block of textBlocks({ text, pages: [] }))
    expect(block.text).toBe(new TextDecoder().decode(new TextEncoder().encode(block.text)))
})

test('a cut prefers the end of a line', () => {
  const line = `${'word '.repeat(15)}\n`
  const blocks = textBlocks({ text: line.repeat(200), pages: [] })
  expect(blocks.length).toBeGreaterThan(3)
  for (const block of blocks) expect(block.text.endsWith('\n')).toBe(true)
})

test('each page begins a block and says its number once', () => {
  const first = 'One. '.repeat(1_000)
  const blocks = textBlocks({
    text: `${first}Two.`,
    pages: [
      { page: 1, start: 0, end: first.length },
      { page: 2, start: first.length, end: first.length + 4 },
    ],
  })
  expect(blocks.map((block) => block.page).filter((page) => page !== null)).toEqual([1, 2])
  expect(blocks.at(-1)?.text).toBe('Two.')
})
