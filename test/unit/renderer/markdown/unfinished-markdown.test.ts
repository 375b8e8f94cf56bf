import { expect, test } from 'vitest'
import { finishMarkdown } from '../../../../src-renderer/markdown/unfinished-markdown.ts'

test.each([
  ['plain text', 'plain text'],
  ['a **bold', 'a **bold**'],
  ['a **bold** b', 'a **bold** b'],
  ['a **', 'a '],
  ['run `npm', 'run `npm`'],
  ['run `a **b', 'run `a **b`'],
  ['see [page](https://exa', 'see page'],
  ['see ![alt](https://exa', 'see alt'],
  ['so [1', 'so'],
  ['so [1, 2', 'so'],
  ['so [1]', 'so [1]'],
  ['one **a\n\ntwo **b', 'one **a\n\ntwo **b**'],
  ['```js\nconst a = `x **', '```js\nconst a = `x **'],
  ['```\na\n```\n\nb **c', '```\na\n```\n\nb **c**'],
])('%j is shown as %j', (streamed, shown) => {
  expect(finishMarkdown(streamed)).toBe(shown)
})
