import 'katex/dist/katex.min.css'
import { memo, useMemo } from 'react'
import classes from './markdown.module.css'
import { markdownBlocks } from './markdown-blocks.ts'
import { renderMarkdown } from './render-markdown.tsx'
import { finishMarkdown } from './unfinished-markdown.ts'

/** Longer than any answer: beyond it, text is shown as it is rather than parsed. UTF-16 code units. */
const MAX_LENGTH = 200_000

interface MarkdownProps {
  readonly text: string
  /** The numbers that have a source; others in brackets stay text. A stable array. */
  readonly sources: readonly number[]
  readonly isStreaming?: boolean
}

/** The only way that model text is rendered. Citations read CitationContext. */
export const Markdown = memo(function Markdown({ text, sources, isStreaming = false }: MarkdownProps) {
  const known = useMemo(() => new Set(sources), [sources])
  if (text.length > MAX_LENGTH) return <pre className={classes.plain}>{text}</pre>
  const blocks = markdownBlocks(text)
  const last = blocks.length - 1
  return (
    <div className={classes.markdown}>
      {blocks.map((block, index) => (
        <Block
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks only grow at the end, so the place is the identity
          key={index}
          text={isStreaming && index === last ? finishMarkdown(block) : block}
          known={known}
        />
      ))}
    </div>
  )
})

interface BlockProps {
  readonly text: string
  readonly known: ReadonlySet<number>
}

const Block = memo(function Block({ text, known }: BlockProps) {
  return renderMarkdown(text, known)
})
