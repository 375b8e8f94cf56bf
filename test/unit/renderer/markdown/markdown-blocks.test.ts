import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markdownBlocks } from '../../../../src-renderer/markdown/markdown-blocks.ts'

const lines = [
  'a',
  '# h',
  '- item',
  '  more',
  '1. one',
  '> quote',
  '| a | b |',
  '```js',
  '```',
  '~~~',
  '$$',
  '',
  '**bold** x',
  '    code',
]

test('the blocks joined are the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 40 }), (parts) => {
      const text = parts.join('\n')
      expect(markdownBlocks(text).join('')).toBe(text)
    }),
  )
})

test('paragraphs and headings stand on their own', () => {
  expect(markdownBlocks('One.\n\nTwo.\n\n# Three\n\nFour.')).toEqual([
    'One.\n\n',
    'Two.\n\n',
    '# Three\n\n',
    'Four.',
  ])
})

test.each([
  ['a fence with blank lines and headings in it', '```\na\n\n# b\n\nc\n```'],
  ['a longer fence around a shorter one', '````\n```\n\nA\n```\n\nB\n````'],
  ['mathematics over several lines', '$$\na\n\nb\n$$'],
  ['a list with loose items', '- a\n\n- b\n\n  more of b'],
  ['an ordered list with loose items', '1. a\n\n2. b'],
  ['definitions used elsewhere', 'See [x].\n\nMore.\n\n[x]: https://example.org'],
])('%s is not cut', (_, text) => {
  expect(markdownBlocks(text)).toEqual([text])
})

test('what was cut before stays as it is while more is written', () => {
  const full = 'First.\n\nSecond, longer.\n\n```\ncode\n\nmore\n```\n\nLast.'
  for (let end = 1; end <= full.length; end += 1) {
    const finished = markdownBlocks(full.slice(0, end)).slice(0, -1)
    expect(markdownBlocks(full).slice(0, finished.length)).toEqual(finished)
  }
})
