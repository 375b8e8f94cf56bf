import type { DocumentText, PageSpan } from '../../src-shared/schemas/library.ts'

/** A paragraph, or a part of one too long to lay out at once. Offsets are UTF-16 code units of the stored text. */
export interface SourceBlock {
  readonly start: number
  readonly end: number
  /** The page that begins here; null inside a page and where there are none. */
  readonly page: number | null
}

/** Code units: a screenful, so that a text without a single line end is cut too. */
const LONGEST = 2_000

/**
 * Cuts a text into paragraphs without copying it: at line ends, and at the starts of pages. Blank lines belong to
 * the paragraph before them. Together the blocks are the text.
 */
export function sourceBlocks({ text, pages }: Pick<DocumentText, 'text' | 'pages'>): readonly SourceBlock[] {
  const blocks: SourceBlock[] = []
  const spans: readonly (PageSpan | Unpaged)[] =
    pages.length > 0 ? pages : [{ page: null, start: 0, end: text.length }]
  for (const { page, start, end } of spans) {
    let from = start
    while (from < end) {
      const to = cutAfter(text, from, end)
      blocks.push({ start: from, end: to, page: from === start ? page : null })
      from = to
    }
  }
  return blocks
}

interface Unpaged {
  readonly page: null
  readonly start: number
  readonly end: number
}

function cutAfter(text: string, from: number, end: number): number {
  const newline = text.indexOf('\n', from)
  let to = newline === -1 || newline >= end ? end : newline + 1
  while (to < end && text[to] === '\n') to += 1
  return to - from <= LONGEST ? to : cutWithin(text, from, from + LONGEST)
}

function cutWithin(text: string, from: number, limit: number): number {
  const space = text.lastIndexOf(' ', limit - 1)
  if (space > from + LONGEST / 2) return space + 1
  // Never between the halves of one character.
  const isLowHalf = (text.charCodeAt(limit) & 0xfc00) === 0xdc00
  return isLowHalf ? limit - 1 : limit
}

/** The block in which an offset lies; the last one for an offset at or beyond the end. */
export function blockAt(blocks: readonly SourceBlock[], offset: number): number {
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const block = blocks[middle]
    if (block !== undefined && block.start <= offset) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** A block's text as what lies before, in and after a passage; all of it before where they do not meet. */
export function splitAtPassage(
  text: string,
  block: SourceBlock,
  passage: { readonly start: number; readonly end: number },
): readonly [before: string, within: string, after: string] {
  const start = Math.min(Math.max(passage.start, block.start), block.end)
  const end = Math.min(Math.max(passage.end, start), block.end)
  return [text.slice(block.start, start), text.slice(start, end), text.slice(end, block.end)]
}

/** The page an offset lies on; null where there are none. */
export function pageAt(pages: readonly PageSpan[], offset: number): number | null {
  return pages.findLast(({ start }) => start <= offset)?.page ?? pages[0]?.page ?? null
}
