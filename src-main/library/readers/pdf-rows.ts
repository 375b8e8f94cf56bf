import { isSameLine, type PdfPage, type Segment } from './pdf-page.ts'

/** A line of a page as it is read. */
export interface Row {
  readonly x: number
  readonly right: number
  readonly y: number
  readonly size: number
  /** Null where several are mixed. */
  readonly font: string | null
  readonly text: string
  /** Runs of text set wide apart: 1 in prose, more in a table. */
  readonly cells: readonly string[]
  /** Counts columns of print down the page; a line of another column is not above or below this one. */
  readonly column: number
}

/** A column of print: wide enough lines, enough of them. A column of a table is neither. */
const COLUMN_LINES = 6
const COLUMN_FILL = 0.6

/** The lines of a page in reading order: top to bottom, and column after column where it is set in two. */
export function rowsOf({ segments, width }: PdfPage): Row[] {
  const rows: Row[] = []
  let column = 0
  for (const band of bandsOf(segments, width)) {
    for (const group of band) rows.push(...toRows(group, column++))
  }
  return rows
}

/** Bands across the page, each of one or two columns. Lines that cross the gutter end a band. */
function bandsOf(segments: readonly Segment[], width: number): Segment[][][] {
  const gutter = gutterOf(segments, width)
  if (gutter === null) return [[[...segments]]]
  const bands: Segment[][][] = []
  let [across, left, right]: [Segment[], Segment[], Segment[]] = [[], [], []]
  const endColumns = () => {
    bands.push([left, right])
    left = []
    right = []
  }
  for (const segment of [...segments].sort((a, b) => a.y - b.y)) {
    if (segment.x < gutter - 2 && segment.right > gutter + 2) {
      if (left.length + right.length > 0) endColumns()
      across.push(segment)
      continue
    }
    if (across.length > 0) bands.push([across])
    across = []
    ;(segment.right <= gutter + 2 ? left : right).push(segment)
  }
  if (across.length > 0) bands.push([across])
  endColumns()
  return bands
}

/** Where the white strip between two columns of print is; null where there is none. */
function gutterOf(segments: readonly Segment[], width: number): number | null {
  for (let share = 0.35; share <= 0.65; share += 0.0125) {
    const x = width * share
    const left = segments.filter((segment) => segment.right <= x)
    const right = segments.filter((segment) => segment.x >= x)
    const across = segments.length - left.length - right.length
    if (left.length < COLUMN_LINES || right.length < COLUMN_LINES) continue
    if (across > Math.min(left.length, right.length)) continue
    if (isPrint(left) && isPrint(right)) return x
  }
  return null
}

function isPrint(segments: readonly Segment[]): boolean {
  const from = Math.min(...segments.map((segment) => segment.x))
  const to = Math.max(...segments.map((segment) => segment.right))
  const widths = segments.map((segment) => (segment.right - segment.x) / (to - from)).sort((a, b) => a - b)
  return (widths[widths.length >> 1] ?? 0) >= COLUMN_FILL
}

function toRows(segments: readonly Segment[], column: number): Row[] {
  const lines: Segment[][] = []
  for (const segment of [...segments].sort((a, b) => a.y - b.y)) {
    const line = lines.at(-1)
    if (line?.[0] && isSameLine(line[0], segment)) line.push(segment)
    else lines.push([segment])
  }
  return lines.map((line) =>
    toRow(
      line.sort((a, b) => a.x - b.x),
      column,
    ),
  )
}

function toRow(line: readonly Segment[], column: number): Row {
  const cells: string[] = []
  let right = Number.NEGATIVE_INFINITY
  for (const segment of line) {
    // Fragments may be drawn in any order: what lies close together is one cell after all.
    const isClose = segment.x - right < segment.size
    const text = segment.text.trim()
    if (isClose && cells.length > 0) cells[cells.length - 1] += ` ${text}`
    else cells.push(text)
    right = Math.max(right, segment.right)
  }
  return {
    x: line[0]?.x ?? 0,
    right,
    y: line[0]?.y ?? 0,
    size: Math.max(...line.map((segment) => segment.size)),
    font: line.every((segment) => segment.font === line[0]?.font) ? (line[0]?.font ?? null) : null,
    text: cells.join(' | ').replace(/\s+/g, ' '),
    cells,
    column,
  }
}
