import type { ReactNode } from 'react'
import renderTree from 'react-markdown'
import rehypeHighlight from 'rehype-highlight'
import rehypeKatex from 'rehype-katex'
import remarkGfm from 'remark-gfm'
import remarkMath from 'remark-math'
import { latexToDollars } from './latex-delimiters.ts'
import { markdownComponents } from './markdown-components.tsx'
import { rehypeCitations } from './rehype-citations.ts'
import { rehypeDepthLimit } from './rehype-depth-limit.ts'
import { safeUrl } from './safe-url.ts'

/** `trust: false` keeps \href and \includegraphics out; the other two bound what a formula may cost. */
const katexOptions = { trust: false, strict: 'ignore', maxExpand: 200, maxSize: 20 } as const

/**
 * Model text as React elements. Hostile input is expected: HTML is shown as the text it is, addresses other
 * than http(s) are dropped, and what the parser cannot take (nesting beyond its stack) is shown unparsed.
 */
export function renderMarkdown(text: string, known: ReadonlySet<number>): ReactNode {
  try {
    // The default export is a synchronous function without hooks: called here, its errors are ours to catch.
    return renderTree({
      children: latexToDollars(text),
      remarkPlugins: [remarkGfm, [remarkMath, { singleDollarTextMath: false }]],
      rehypePlugins: [
        rehypeDepthLimit,
        [rehypeKatex, katexOptions],
        rehypeHighlight,
        [rehypeCitations, { known }],
      ],
      components: markdownComponents,
      urlTransform: safeUrl,
    })
  } catch {
    return <pre>{text}</pre>
  }
}
