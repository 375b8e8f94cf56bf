import type { PageRows } from './pdf-furniture.ts'
import type { Row } from './pdf-rows.ts'
import type { NewBlock } from './text-builder.ts'

const HEADING_SCALE = 1.15
const LONGEST_HEADING = 200
const marker = /^(?:[•‣◦▪●○■–*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s/

/** What is usual in a document: the size of its print, and from one baseline to the next, in sizes. */
export interface Print {
  readonly size: number
  readonly font: string | null
  readonly leading: number
  /** Sizes of headings, largest first: the first is level 1. */
  readonly headings: readonly number[]
}

export function printOf(pages: readonly PageRows[]): Print {
  const letters = new Map<number, number>()
  const fonts = new Map<string, number>()
  const steps: number[] = []
  for (const { rows } of pages) {
    for (const [index, row] of rows.entries()) {
      const size = rounded(row.size)
      letters.set(size, (letters.get(size) ?? 0) + row.text.length)
      if (row.font !== null) fonts.set(row.font, (fonts.get(row.font) ?? 0) + row.text.length)
      const above = rows[index - 1]
      if (above?.column === row.column && rounded(above.size) === size && row.y > above.y) {
        steps.push((row.y - above.y) / row.size)
      }
    }
  }
  const size = mostOf(letters) ?? 10
  const headings = [...letters.keys()].filter((of) => of >= size * HEADING_SCALE).sort((a, b) => b - a)
  return {
    size,
    font: mostOf(fonts),
    leading: steps.sort((a, b) => a - b)[steps.length >> 1] ?? 1.2,
    headings,
  }
}

function mostOf<K>(counts: ReadonlyMap<K, number>): K | null {
  let [best, most]: [K | null, number] = [null, 0]
  for (const [key, count] of counts) if (count > most) [best, most] = [key, count]
  return best
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2
}

/** The blocks of a page: lines joined into headings, paragraphs, list items; table rows one by one. */
export function* blocksOf(rows: readonly Row[], print: Print): Generator<NewBlock> {
  let open: { kind: 'heading' | 'paragraph' | 'item'; level: number; rows: Row[] } | null = null
  let header: string | null = null
  const left = leftEdges(rows)
  for (const [index, row] of rows.entries()) {
    const kind = kindOf(row, rows[index + 1], print)
    if (open && continues(open.rows, open.kind, row, kind, print, left.get(row.column) ?? 0)) {
      open.rows.push(row)
      continue
    }
    if (open) yield { kind: open.kind, level: open.level, text: joinLines(open.rows) } as NewBlock
    open = null
    if (kind === 'row') {
      yield header === null ? { kind, text: row.text } : { kind, text: row.text, header }
      header ??= row.text
      continue
    }
    header = null
    open = { kind, level: levelOf(row, print), rows: [row] }
  }
  if (open) yield { kind: open.kind, level: open.level, text: joinLines(open.rows) } as NewBlock
}

function kindOf(row: Row, below: Row | undefined, print: Print): 'heading' | 'paragraph' | 'item' | 'row' {
  if (row.cells.length > 1) return 'row'
  const isLarge = rounded(row.size) >= print.size * HEADING_SCALE
  if (isLarge && row.text.length <= LONGEST_HEADING && /\p{L}/u.test(row.text)) return 'heading'
  if (isSetApart(row, below, print)) return 'heading'
  return marker.test(row.text) ? 'item' : 'paragraph'
}

/** One short line in another font than the text's, over text: a heading in bold of the same size. */
function isSetApart(row: Row, below: Row | undefined, print: Print): boolean {
  if (row.font === null || row.font === print.font || !below) return false
  if (below.font === row.font && below.cells.length === 1) return false
  const isTitle = row.text.length <= 100 && /^[\p{Lu}\d]/u.test(row.text) && !/[.,;:!?]$/.test(row.text)
  return isTitle && /\p{L}{2}/u.test(row.text) && row.size >= print.size * 0.95 && below.column === row.column
}

/** Larger print is further out; what is not large is below all that is. */
function levelOf(row: Row, print: Print): number {
  const index = print.headings.findIndex((size) => size <= rounded(row.size))
  return Math.min(6, (index === -1 ? print.headings.length : index) + 1)
}

function continues(
  open: readonly Row[],
  openKind: string,
  row: Row,
  kind: string,
  print: Print,
  left: number,
): boolean {
  const above = open.at(-1)
  if (!above || kind === 'row' || kind === 'item') return false
  if (Math.abs(above.size - row.size) > above.size * 0.12) return false
  if (openKind === 'heading' || kind === 'heading') {
    return openKind === kind && row.column === above.column && isNear(above, row, print)
  }
  // From the foot of one column to the head of the next only in the middle of a sentence.
  if (row.column !== above.column) return !/[.!?:]['"”’)]?$/.test(above.text) && /^\p{Ll}/u.test(row.text)
  if (!isNear(above, row, print)) return false
  const indent = (row.x - left) / row.size
  const indentAbove = (above.x - left) / row.size
  if (openKind === 'item') return row.x > (open[0]?.x ?? 0) + row.size * 0.3 || indentAbove > indent
  return !(indent > 0.8 && indent < 4 && indentAbove < 0.4)
}

function isNear(above: Row, row: Row, print: Print): boolean {
  const step = (row.y - above.y) / Math.max(above.size, row.size)
  return step > 0 && step <= print.leading * 1.35
}

/** The left edge of each column's print. */
function leftEdges(rows: readonly Row[]): Map<number, number> {
  const edges = new Map<number, number>()
  for (const row of rows) edges.set(row.column, Math.min(edges.get(row.column) ?? Infinity, row.x))
  return edges
}

/** Lines as running text: words that a line break has cut in two are one again. */
function joinLines(rows: readonly Row[]): string {
  let text = ''
  for (const { text: line } of rows) {
    if (/\p{L}\u00ad$/u.test(text)) text = text.slice(0, -1) + line
    else if (/\p{Ll}[-‐]$/u.test(text) && /^\p{Ll}/u.test(line)) text = text.slice(0, -1) + line
    else if (/[-‐–]$/.test(text) && /\p{L}[-‐–]$/u.test(text)) text += line
    else text += text === '' ? line : ` ${line}`
  }
  return text.replaceAll('\u00ad', '')
}
