import { attribute, collapsed, type DomNode, isElement, nameOf, nodesIn, spaced, textOf } from './dom-node.ts'
import type { TextBuilder } from './text-builder.ts'

interface Cell {
  readonly text: string
  readonly isHeader: boolean
}

/** More columns, or rows under one cell, than that are a mistake or an attack. */
const MOST_SPAN = 50

/**
 * A table of data, written row by row with the column's name at each cell ("Bed: bunk; Member: 24"), so that
 * a row found by itself still says what it means.
 */
export class DomTable {
  readonly #caption: string
  readonly #rows: readonly (readonly Cell[])[]
  readonly #headRows: number

  private constructor(caption: string, rows: readonly (readonly Cell[])[], headRows: number) {
    this.#caption = caption
    this.#rows = rows
    this.#headRows = headRows
  }

  /** Null where it only lays a page out: it holds a table, or is one row or column without a header. */
  static of(table: DomNode): DomTable | null {
    let caption = ''
    const rows: DomNode[] = []
    let head = 0
    for (const node of nodesIn(table, (inside) => nameOf(inside) !== 'TR' && nameOf(inside) !== 'CAPTION')) {
      const name = isElement(node) ? nameOf(node) : ''
      if (name === 'CAPTION') caption = collapsed(textOf(node, spaced)).replace(/\n/g, ' ')
      if (name !== 'TR') continue
      for (const inside of nodesIn(node)) if (nameOf(inside) === 'TABLE') return null
      if (node.parentNode && nameOf(node.parentNode) === 'THEAD' && head === rows.length) head++
      rows.push(node)
    }
    const grid = toGrid(rows)
    const isNamed = grid.some((cells) => cells.some((cell) => cell.isHeader))
    const columns = Math.max(0, ...grid.slice(0, 100).map((cells) => cells.length))
    if (!isNamed && (grid.length < 2 || columns < 2)) return null
    return new DomTable(caption, grid, head > 0 ? head : headRowsOf(grid))
  }

  write(builder: TextBuilder): void {
    builder.add({ kind: 'paragraph', text: this.#caption })
    const names = this.#names()
    const rows = this.#rows.length > this.#headRows ? this.#rows.slice(this.#headRows) : this.#rows
    for (const row of rows) {
      const cells = row.map((cell, column) => {
        const name = rows === this.#rows ? '' : (names[column] ?? '')
        return name === '' || cell.text === '' ? cell.text : `${name}: ${cell.text}`
      })
      const separator = names.some((name) => name !== '') ? '; ' : ' | '
      builder.add({ kind: 'row', text: cells.filter((text) => text !== '').join(separator) })
    }
  }

  /** A column's name, from all rows of the head: 'Summer adult' under a spanning 'Summer'. */
  #names(): string[] {
    const head = this.#rows.slice(0, this.#headRows)
    const columns = Math.max(0, ...head.map((row) => row.length))
    return Array.from({ length: columns }, (_, column) =>
      [...new Set(head.map((row) => row[column]?.text ?? ''))].filter((text) => text !== '').join(' '),
    )
  }
}

/** Cells with their spans filled in, so that every row has a cell for every column. */
function toGrid(rows: readonly DomNode[]): Cell[][] {
  const grid: Cell[][] = []
  let below: ({ cell: Cell; rows: number } | undefined)[] = []
  for (const row of rows) {
    const cells: Cell[] = []
    const next: typeof below = []
    const inherit = () => {
      for (let above = below[cells.length]; above; above = below[cells.length]) {
        if (above.rows > 1) next[cells.length] = { cell: above.cell, rows: above.rows - 1 }
        cells.push(above.cell)
      }
    }
    for (let node = row.firstChild; node !== null; node = node.nextSibling) {
      const name = nameOf(node)
      if (name !== 'TD' && name !== 'TH') continue
      inherit()
      const cell = { text: collapsed(textOf(node, spaced)).replace(/\n/g, ' '), isHeader: name === 'TH' }
      const tall = spanOf(node, 'rowspan')
      for (let wide = spanOf(node, 'colspan'); wide > 0; wide--) {
        if (tall > 1) next[cells.length] = { cell, rows: tall - 1 }
        cells.push(cell)
      }
    }
    inherit()
    below = next
    if (cells.length > 0) grid.push(withoutRepeats(cells))
  }
  return grid
}

/** A cell over several columns is said once, in the first of them, but for names of columns. */
function withoutRepeats(cells: readonly Cell[]): Cell[] {
  const isHead = cells.every((cell) => cell.isHeader)
  return cells.map((cell, at) => (!isHead && at > 0 && cells[at - 1] === cell ? { ...cell, text: '' } : cell))
}

function spanOf(cell: DomNode, name: 'rowspan' | 'colspan'): number {
  const span = Number(attribute(cell, name) ?? 1)
  return Number.isInteger(span) && span > 0 ? Math.min(span, MOST_SPAN) : 1
}

/**
 * Rows that name the columns where the markup does not say: leading rows of TH only, or (Word seldom marks
 * them) a first row of short words without numbers above rows that are otherwise.
 */
function headRowsOf(grid: readonly (readonly Cell[])[]): number {
  let marked = 0
  while (marked < grid.length - 1 && grid[marked]?.every((cell) => cell.isHeader)) marked++
  if (marked > 0) return marked
  const [first, ...rest] = grid
  if (first === undefined || rest.length === 0 || first.length < 2) return 0
  if (rest.some((row) => row.some((cell) => cell.isHeader))) return first.every(isName) ? 1 : 0
  return first.every(isName) && rest.length >= 2 ? 1 : 0
}

function isName({ text }: Cell): boolean {
  return text.length > 0 && text.length <= 40 && !/^[\d.,\s%€$£–-]+$/.test(text) && !/[.!?;]$/.test(text)
}
