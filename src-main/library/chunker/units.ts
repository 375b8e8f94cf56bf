import type { Block } from './block.ts'
import type { Headings } from './heading.ts'
import { linesOf, pieces, type Span, sentencesOf, trimmed } from './split.ts'
import type { Bounds, Unit } from './unit.ts'

/** Walks the blocks under their headings and yields units, each of which fits into a chunk together with its heading. */
export function* unitsOf(
  text: string,
  blocks: Iterable<Block>,
  title: string | null,
  bounds: Bounds,
  headings: Headings,
): Generator<Unit> {
  const open: { readonly level: number; readonly title: string }[] = []
  let path: readonly string[] = title === null ? [] : [title]
  let index = 0
  for (const block of withoutGaps(text, blocks)) {
    index++
    const span = trimmed(text, block)
    if (span === null) continue
    if (block.kind === 'heading') {
      while (open.length > 0 && (open.at(-1)?.level ?? 0) >= block.level) open.pop()
      open.push(block)
      path = pathOf(title, open)
    }
    const header = block.kind === 'row' ? (block.header ?? null) : null
    const most = bounds.most - headings.of(path, header).tokens
    const common = { path, header, isHeading: block.kind === 'heading' }
    const whole = tokensWithin(text, span, bounds)
    if (whole <= most) {
      yield { ...span, ...common, tokens: whole, splitFrom: -1, isSentence: false }
      continue
    }
    const isSentence = block.kind === 'paragraph' || block.kind === 'item'
    for (const part of parts(text, block.kind, span, most, bounds)) {
      const tokens = bounds.count(text.slice(part.start, part.end))
      yield { ...part, ...common, tokens, splitFrom: index, isSentence }
    }
  }
}

/** A document's title stands over everything, unless its first heading says the same. */
function pathOf(title: string | null, open: readonly { readonly title: string }[]): readonly string[] {
  const titles = open.map((heading) => heading.title)
  return title === null || titles[0]?.toLowerCase() === title.toLowerCase() ? titles : [title, ...titles]
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
