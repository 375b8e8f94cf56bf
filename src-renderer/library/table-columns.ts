import type { DocumentRow, DocumentSort } from '../../src-shared/schemas/library.ts'
import { formatBytes, formatCount } from '../ui/format.ts'

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** A column of plain figures; title and state draw themselves. */
export interface FigureColumn {
  readonly sort: DocumentSort
  readonly label: string
  /** How much room it needs: `narrow` columns stay in the smallest window. */
  readonly room: 'narrow' | 'middle' | 'wide'
  readonly words: (row: DocumentRow) => string
}

export const figureColumns: readonly FigureColumn[] = [
  { sort: 'chunks', label: 'Passages', room: 'middle', words: ({ chunks }) => countOrDash(chunks) },
  { sort: 'pages', label: 'Pages', room: 'wide', words: ({ pages }) => countOrDash(pages ?? 0) },
  {
    sort: 'size',
    label: 'Size',
    room: 'narrow',
    words: ({ size }) => (size === 0 ? '–' : formatBytes(size)),
  },
  { sort: 'addedAt', label: 'Added', room: 'wide', words: ({ addedAt }) => dates.format(addedAt) },
]

/** Zero here means "not read yet" or "has no pages": a dash says that better than a nought. */
const countOrDash = (count: number): string => (count === 0 ? '–' : formatCount(count))
