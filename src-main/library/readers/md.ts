import type { Block } from '../chunker/block.ts'
import { checkHasText, checkTextLength, cleanTitle, type Reader } from './extracted.ts'
import { MarkdownScanner } from './markdown-scanner.ts'
import { decodeText } from './text-encoding.ts'

/**
 * Markdown, kept as it is, so that offsets are the file's. A scanner of lines and not a full parser: it is
 * linear in the length whatever the file holds, and block structure is all that chunks need.
 */
export const readMd: Reader = async (bytes) => {
  const text = decodeText(bytes)
  checkTextLength(text.length)
  checkHasText(text)
  const { blocks, frontMatterTitle } = new MarkdownScanner(text).scan()
  return { title: cleanTitle(frontMatterTitle) ?? firstHeading(blocks), text, blocks, pages: [] }
}

function firstHeading(blocks: readonly Block[]): string | null {
  const top = blocks.find((block) => block.kind === 'heading' && block.level === 1)
  const heading = top ?? blocks.find((block) => block.kind === 'heading')
  return heading?.kind === 'heading' ? cleanTitle(heading.title) : null
}
