import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { CitationContext, Markdown } from '../../../../src-renderer/markdown/index.ts'
import { AppProvider } from '../../../../src-renderer/ui/app-context.tsx'
import { createAppStore } from '../../../../src-renderer/ui/app-store.ts'
import type { Citation } from '../../../../src-shared/schemas/chat.ts'
import { FakeBridge } from '../../../fakes/fake-bridge.ts'

const citation = (n: number): Citation => ({
  n,
  documentId: `d${n}`,
  title: `Document ${n}`,
  path: `/d${n}.md`,
  page: n,
  start: 0,
  end: 5,
  quote: 'Words',
  score: 1,
})

/** The HTML of model text, as the window would show it. */
function html(text: string, sources: readonly number[] = [], isStreaming = false): string {
  const bridge = createBridge(new FakeBridge().port)
  const page = renderToStaticMarkup(
    <MantineProvider env="test">
      <AppProvider parts={{ bridge, app: createAppStore(bridge) }}>
        <CitationContext value={{ citations: sources.map(citation), open: () => undefined }}>
          <Markdown text={text} sources={sources} isStreaming={isStreaming} />
        </CitationContext>
      </AppProvider>
    </MantineProvider>,
  )
  return page.replaceAll(/<style[\s\S]*?<\/style>/g, '')
}

test.each([
  '<script>alert(1)</script>',
  'x <img src=x onerror=alert(1)> y',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<svg/onload=alert(1)>',
  '<style>body{display:none}</style>',
  '<form action="https://evil.example"><input name=q></form>',
  '<details open ontoggle=alert(1)>',
])('HTML is shown as the text it is: %s', (hostile) => {
  const shown = html(hostile)
  expect(shown).not.toMatch(/<(script|img|iframe|svg|style|form|details)\b/)
  expect(shown).toContain('&lt;')
})

test.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:x)',
  '[x](file:///etc/passwd)',
  '[x](app://alcove/index.html)',
  '[x](//evil.example)',
  '[x](settings)',
  '[x]: javascript:alert(1)\n\n[x]',
  '<javascript:alert(1)>',
])('an address that is not http or https opens nothing: %s', (hostile) => {
  expect(html(hostile)).not.toContain('href')
})

test('a link to the web is a link, with its address for all to see', () => {
  expect(html('[the railway](https://example.org/a?b=1)')).toMatch(
    /<a href="https:\/\/example\.org\/a\?b=1" title="https:\/\/example\.org\/a\?b=1"[^>]*>the railway<\/a>/,
  )
})

test.each([
  '![spy](https://evil.example/x.png)',
  '![spy](data:image/png;base64,AAAA)',
  '![spy][1]\n\n[1]: https://evil.example/x.png',
  '[![spy](https://evil.example/x.png)](https://example.org)',
])('an image is never loaded, only named: %s', (hostile) => {
  const shown = html(hostile)
  expect(shown).not.toContain('<img')
  expect(shown).not.toContain('src=')
  expect(shown).toContain('Image: spy')
})

test('formulas cannot load, link or run anything', () => {
  const shown = html(
    '$$\\href{javascript:alert(1)}{x} \\includegraphics{https://evil.example/x.png} \\htmlData{a=b}{y}$$',
  )
  expect(shown).not.toContain('href="')
  expect(shown).not.toContain('<img')
  expect(shown).not.toContain('data-a')
})

test('a formula that expands without end stays small', () => {
  expect(html('$$\\def\\a{\\a\\a}\\a$$').length).toBeLessThan(5_000)
})

test('formulas are drawn, in dollars or as LaTeX writes them, and prices stay prices', () => {
  expect(html('$$x^2$$')).toContain('katex')
  expect(html('so \\(x^2\\) is')).toContain('katex')
  expect(html('\\[\nx^2\n\\]')).toContain('katex-display')
  expect(html('It costs $4 or $5.')).not.toContain('katex')
  expect(html('`\\(x\\)`')).toContain('<code>\\(x\\)</code>')
})

test.each([
  ['quotes', '>'.repeat(5_000)],
  ['lists', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- x`).join('\n')],
  ['emphasis', `${'*a **b '.repeat(2_000)}${'** *'.repeat(2_000)}`],
  ['brackets', '['.repeat(20_000)],
  ['links', `${'[a'.repeat(3_000)}${'](https://x.example)'.repeat(3_000)}`],
])('nesting without end is shown, whatever becomes of its form: %s', (_, hostile) => {
  const shown = html(hostile)
  const deepest = shown.split(/(?=<)/).reduce(
    ({ depth, most }, tag) => {
      const next = depth + (tag.startsWith('</') ? -1 : tag.startsWith('<') ? 1 : 0)
      return { depth: next, most: Math.max(most, next) }
    },
    { depth: 0, most: 0 },
  ).most
  expect(deepest).toBeLessThan(200)
})

test('a table of thousands of rows scrolls in a box of its own', () => {
  const shown = html(`| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(3_000)}`)
  expect(shown.match(/<tr>/g)).toHaveLength(3_001)
  expect(shown).toMatch(/<section[^>]*aria-label="Table"><div tabindex="0"><table>/)
})

test('text longer than any answer is shown unparsed', () => {
  expect(html('**a** '.repeat(50_000))).toMatch(/^<pre[^>]*>\*\*a/)
})

test('a number with a source becomes a button that names it', () => {
  const shown = html('It is so [1], and so [2, 3].', [1, 2, 3])
  expect(shown.match(/<button/g)).toHaveLength(3)
  expect(shown).toContain('aria-label="Source 2: Document 2, page 2"')
})

test.each(['`a[1]`', '```\na[1]\n```', '[see [1]](https://example.org)', '$$a[1]$$'])(
  'a number in brackets is left alone where it is no citation: %s',
  (text) => expect(html(text, [1])).not.toContain('aria-label="Source'),
)

test('a number without a source stays text, so that every mark opens something', () => {
  const shown = html('Invented [7] and half invented [1, 7].', [1])
  expect(shown).not.toContain('<button')
  expect(shown).toContain('[7]')
  expect(shown).toContain('[1, 7]')
})

test('while an answer streams, half a mark is not shown', () => {
  expect(html('This is **bold', [], true)).toContain('<strong>bold</strong>')
  expect(html('See [the page](https://exa', [], true)).not.toContain('exa')
  expect(html('So it is [1', [1], true)).not.toContain('[')
  expect(html('Run `npm', [], true)).toContain('<code>npm</code>')
})

test('code that is still being written is code', () => {
  expect(html('```js\nconst a = "**"', [], true)).toContain('<pre')
})
