import type { DocumentText } from '../../src-shared/schemas/library.ts'

/** A part of a document's text small enough to lay out at once. Offsets are UTF-16 code units. */
export interface TextBlock {
  readonly start: number
  readonly text: string
  /** The page that begins with this block; null inside a page and where there are none. */
  readonly page: number | null
}

/** About a screenful: few blocks to measure, none that takes long. */
const BLOCK_LENGTH = 3_000

/**
 * Cuts the text into blocks for a virtual list. A cut falls on a page's end, else after a line end, else after
 * a space, else (text without either) in the middle, but never inside a surrogate pair.
 */
export function textBlocks({ text, pages }: Pick<DocumentText, 'text' | 'pages'>): readonly TextBlock[] {
  const spans = pages.length > 0 ? pages : [{ page: null, start: 0, end: text.length }]
  return spans.flatMap(({ page, start, end }) => cut(text, start, end, page))
}

function cut(text: string, from: number, end: number, page: number | null): TextBlock[] {
  const blocks: TextBlock[] = []
  let start = from
  do {
    const next = end - start <= BLOCK_LENGTH ? end : cutBefore(text, start, start + BLOCK_LENGTH)
    blocks.push({ start, text: text.slice(start, next), page: start === from ? page : null })
    start = next
  } while (start < end)
  return blocks
}

function cutBefore(text: string, start: number, limit: number): number {
  for (const separator of ['\n', ' ']) {
    const at = text.lastIndexOf(separator, limit - 1)
    if (at > start) return at + 1
  }
  const isLowSurrogate = (text.charCodeAt(limit) & 0xfc00) === 0xdc00
  return isLowSurrogate ? limit - 1 : limit
}
