import type { Components } from 'react-markdown'
import { CitationMark } from './citation-mark.tsx'
import { CodeBlock } from './code-block.tsx'
import { ExternalLink } from './external-link.tsx'
import classes from './markdown.module.css'

/** What each element of model text becomes. Nothing here loads anything or leaves the window by itself. */
export const markdownComponents: Components = {
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  // An image would tell its server that this text was read: it is a link, and only that.
  img: ({ src, alt }) => (
    <ExternalLink href={typeof src === 'string' ? src : undefined}>Image: {alt || 'untitled'}</ExternalLink>
  ),
  sup: ({ node, children }) => {
    const n = node?.properties.dataCitation
    return typeof n === 'number' ? <CitationMark n={n} /> : <sup>{children}</sup>
  },
  pre: ({ node, children }) => <CodeBlock node={node}>{children}</CodeBlock>,
  table: ({ children }) => (
    <section className={classes.table} aria-label="Table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div tabIndex={0}>
        <table>{children}</table>
      </div>
    </section>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled readOnly />,
}
