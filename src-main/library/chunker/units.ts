import type { PageSpan } from '../../../src-shared/schemas/library.ts'
import type { Block } from './block.ts'
import type { Headings } from './heading.ts'
import { Outline } from './outline.ts'
import { linesOf, pieces, type Span, sentencesOf, trimmed } from './split.ts'
import type { Bounds, Unit } from './unit.ts'

export interface UnitsInput {
  readonly text: string
  readonly blocks: Iterable<Block>
  readonly pages: readonly PageSpan[]
  readonly title: string | null
}

/** Walks the blocks under their headings and yields units, each of which fits into a chunk together with its heading. */
export function* unitsOf(
  { text, blocks, pages, title }: UnitsInput,
  bounds: Bounds,
  headings: Headings,
): Generator<Unit> {
  const outline = new Outline(title)
  let index = 0
  let comments = 0
  const pageAt = pageFinder(pages)
  for (const block of withoutGaps(text, blocks)) {
    const span = trimmed(text, block)
    if (block.kind === 'comment') comments++
    if (span === null || block.kind === 'comment') continue
    if (block.kind === 'heading') outline.enter(block)
    const header = block.kind === 'row' ? (block.header ?? null) : null
    const most = bounds.most - headings.of(outline.path, header).tokens
    const whole = tokensWithin(text, span, bounds)
    const common = {
      path: outline.path,
      header,
      isHeading: block.kind === 'heading',
      page: pageAt(span.start),
      comments,
      splitFrom: whole <= most ? -1 : index,
      isSentence: whole > most && (block.kind === 'paragraph' || block.kind === 'item'),
    }
    index++
    if (whole <= most) {
      yield { ...span, ...common, tokens: whole }
      continue
    }
    for (const part of parts(text, block.kind, span, most, bounds)) {
      yield { ...part, ...common, tokens: bounds.count(text.slice(part.start, part.end)) }
    }
  }
}

/** The page an offset is on; to be asked with rising offsets. */
function pageFinder(pages: readonly PageSpan[]): (offset: number) => number | null {
  let at = 0
  return (offset) => {
    while (at + 1 < pages.length && (pages[at + 1]?.start ?? 0) <= offset) at++
    return pages[at]?.page ?? null
  }
}

/** Tokens of a span, or more than any bound where it has too many characters to be worth counting. */
function tokensWithin(text: string, span: Span, bounds: Bounds): number {
  if (span.end - span.start > bounds.characters) return Number.POSITIVE_INFINITY
  return bounds.count(text.slice(span.start, span.end))
}

function* parts(
  text: string,
  kind: Block['kind'],
  span: Span,
  most: number,
  bounds: Bounds,
): Generator<Span> {
  const divide = kind === 'code' || kind === 'lines' ? linesOf : sentencesOf
  for (const part of divide(text, span)) {
    const inner = trimmed(text, part)
    if (inner === null) continue
    if (tokensWithin(text, inner, bounds) <= most) {
      yield inner
      continue
    }
    for (const piece of pieces(text, inner, most, bounds)) {
      const rest = trimmed(text, piece)
      if (rest !== null) yield rest
    }
  }
}

/** Blocks with whatever a reader left between them as paragraphs, so that no text is ever lost. */
function* withoutGaps(text: string, blocks: Iterable<Block>): Generator<Block> {
  let at = 0
  for (const block of blocks) {
    if (block.start > at) yield { kind: 'paragraph', start: at, end: block.start }
    yield block
    at = block.end
  }
  if (at < text.length) yield { kind: 'paragraph', start: at, end: text.length }
}
