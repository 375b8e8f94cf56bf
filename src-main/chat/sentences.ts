import { isNamedRow, withNamedRows } from './table-row.ts'

export interface Sentence {
  /** [start, end) in the text it was cut from; no white space at either end. */
  readonly start: number
  readonly end: number
  readonly text: string
  /** As a person reads it by itself, on one line. */
  readonly reading: string
  /** Equal for the sentences of one paragraph; a list item or a row is one by itself. */
  readonly block: number
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** ICU takes these for the end of a sentence. */
const abbreviation =
  /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Fig|approx|incl|vs|pp?|e\.g|i\.e|cf|etc)\.\s*$/i
/** What begins a line of its own, whatever stands before it: a list item, a heading, a row of a table. */
const ownLine = /^\s*(?:[-*•‣◦+]\s|\d{1,3}[.)]\s|#{1,6}\s|\||>\s)/
/** A line that ends short of this, before another, was meant to end there. */
const WRAPPED_LINE = 50

/**
 * Cuts text into sentences, list items and table rows, keeping offsets. A line that was only wrapped to a
 * width is joined with the next; ICU alone would end a sentence at every line of a plain text file.
 */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = []
  for (const [block, { start, end }] of [...blocksOf(text)].entries()) {
    // Same length, so that offsets hold.
    const flowing = text.slice(start, end).replace(/[\r\n\u2028\u2029]/g, ' ')
    let open: number | null = null
    for (const { segment, index } of segmenter.segment(flowing)) {
      open ??= index
      if (abbreviation.test(segment)) continue
      add(found, text, block, start + open, start + index + segment.length)
      open = null
    }
    if (open !== null) add(found, text, block, start + open, end)
  }
  return withNamedRows(found, text)
}

/** Closing marks that ICU leaves at the beginning of the next sentence. */
const leftOver = /^\s*(?:[*_)\]"'”’]+\s+)?/

function add(found: Sentence[], text: string, block: number, from: number, to: number): void {
  const raw = text.slice(from, to)
  if (!/[\p{L}\p{N}]/u.test(raw)) return
  const start = from + (raw.match(leftOver)?.[0].length ?? 0)
  const end = from + raw.trimEnd().length
  const sentence = text.slice(start, end)
  found.push({ start, end, text: sentence, reading: sentence.replace(/\s+/g, ' '), block })
}

/** Stretches in which lines belong together. */
function* blocksOf(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
    const lineStart = Math.max(start, text.lastIndexOf('\n', match.index - 1) + 1)
    const line = text.slice(lineStart, match.index)
    const next = text.slice(match.index + match[0].length).match(/^[^\n\r]*/)?.[0] ?? ''
    if (!endsBlock(line, next)) continue
    yield { start, end: match.index }
    start = match.index + match[0].length
  }
  yield { start, end: text.length }
}

function endsBlock(line: string, next: string): boolean {
  if (isNamedRow(line) || isNamedRow(next)) return true
  if (line.trim() === '' || next.trim() === '') return true
  if (ownLine.test(next) || /^\s*#{1,6}\s/.test(line) || /^\s*\|/.test(line) || /\t/.test(line)) return true
  return line.trimEnd().length < WRAPPED_LINE && /^\s*[\p{Lu}\p{N}]/u.test(next)
}
