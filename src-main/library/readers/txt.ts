import type { Block, BodyBlock } from '../chunker/block.ts'
import { checkHasText, checkTextLength, cleanTitle, type Extracted, type Reader } from './extracted.ts'
import { decodeText } from './text-encoding.ts'

/** Plain text, kept as it is: paragraphs are set apart by blank lines, headings are lines in capitals or underlined. */
export const readTxt: Reader = async (bytes) => plainText(decodeText(bytes))

const LONGEST_HEADING = 80

export function plainText(text: string): Extracted {
  checkTextLength(text.length)
  checkHasText(text)
  const blocks: Block[] = []
  for (const paragraph of paragraphs(text)) blocks.push(...blocksOf(text, paragraph, blocks.length === 0))
  const first = blocks[0]
  return { title: first?.kind === 'heading' ? cleanTitle(first.title) : null, text, blocks, pages: [] }
}

interface Lines {
  readonly start: number
  readonly end: number
}

/** Runs of lines that are not blank. */
function* paragraphs(text: string): Generator<Lines> {
  let start = -1
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    const isBlank = !/\S/.test(text.slice(at, end))
    if (!isBlank && start === -1) start = at
    if (isBlank && start !== -1) {
      yield { start, end: at }
      start = -1
    }
    at = end + 1
  }
  if (start !== -1) yield { start, end: text.length }
}

function blocksOf(text: string, { start, end }: Lines, isFirst: boolean): Block[] {
  const lineEnd = lineEndAfter(text, start, end)
  const line = text.slice(start, Math.min(lineEnd, start + LONGEST_HEADING + 1)).trim()
  const nextEnd = lineEndAfter(text, lineEnd + 1, end)
  const next = text.slice(lineEnd + 1, Math.min(nextEnd, lineEnd + 1 + LONGEST_HEADING)).trim()
  const isAlone = lineEnd + 1 >= end
  const canBe = line.length > 0 && line.length <= LONGEST_HEADING
  if (canBe && /^(={3,}|-{3,}|~{3,})$/.test(next)) {
    const level = next.startsWith('=') ? 1 : 2
    return withBody(text, { kind: 'heading', start, end: Math.min(nextEnd, end), level, title: line }, end)
  }
  if (canBe && isInCapitals(line) && (isAlone || isFirst)) {
    return withBody(
      text,
      { kind: 'heading', start, end: Math.min(lineEnd, end), level: isFirst ? 1 : 2, title: line },
      end,
    )
  }
  return [{ kind: bodyKind(text.slice(start, Math.min(end, start + 8_192))), start, end }]
}

function withBody(text: string, heading: Block, end: number): Block[] {
  const start = heading.end + 1
  if (start >= end) return [heading]
  return [heading, { kind: bodyKind(text.slice(start, Math.min(end, start + 8_192))), start, end }]
}

function lineEndAfter(text: string, start: number, end: number): number {
  const newline = text.indexOf('\n', start)
  return newline === -1 || newline > end ? end : newline
}

/** At least two capitals and no small letter: 'THE THREE READINGS', not '1934' and not 'OK.'. */
function isInCapitals(line: string): boolean {
  return /\p{Lu}.*\p{Lu}.*\p{Lu}/u.test(line) && !/\p{Ll}/u.test(line) && !/[.;,|]$/.test(line)
}

/**
 * Whether line breaks mean something. They do not in prose wrapped to a width, where most lines end in the
 * middle of a sentence and near the right margin; they do in a log, a list or a poem.
 */
function bodyKind(sample: string): BodyBlock['kind'] {
  const lines = sample
    .split('\n')
    .slice(0, 60)
    .filter((line) => line.trim() !== '')
  if (lines.length < 3) return 'paragraph'
  const longest = Math.max(...lines.map((line) => line.length))
  const full = lines.slice(0, -1).filter((line) => line.length > longest * 0.75 && longest <= 120).length
  return full >= (lines.length - 1) * 0.6 ? 'paragraph' : 'lines'
}
