import { Checkbox, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { DocumentSort } from '../../src-shared/schemas/library.ts'
import { attempt } from '../ui/attempt.ts'
import { GridHead, GridRow } from '../ui/grid.tsx'
import classes from './document-table.module.css'
import { useLibrary } from './library-context.tsx'
import { type FigureColumn, figureColumns } from './table-columns.ts'

export function TableHeader() {
  const total = useLibrary((state) => state.total ?? 0)
  const selected = useLibrary((state) => state.selected.size)
  const selectAll = useLibrary((state) => state.selectAll)
  const clearSelection = useLibrary((state) => state.clearSelection)
  const isAll = total > 0 && selected >= total
  return (
    <GridRow aria-rowindex={1} className={`${classes.row} ${classes.header}`}>
      <GridHead className={classes.box}>
        <Checkbox
          size="xs"
          aria-label="Select all documents"
          checked={isAll}
          indeterminate={selected > 0 && !isAll}
          onChange={() => (isAll ? clearSelection() : void attempt('Could not select all', selectAll()))}
        />
      </GridHead>
      <SortHeader sort="title" label="Document" />
      <SortHeader sort="state" label="State" />
      {figureColumns.map(({ sort, label, room }) => (
        <SortHeader key={sort} sort={sort} label={label} room={room} isFigure />
      ))}
      <GridHead>
        <span className="visually-hidden">Actions</span>
      </GridHead>
    </GridRow>
  )
}

interface SortHeaderProps {
  readonly sort: DocumentSort
  readonly label: string
  readonly room?: FigureColumn['room']
  readonly isFigure?: boolean
}

function SortHeader({ sort, label, room = 'narrow', isFigure = false }: SortHeaderProps) {
  const isSorted = useLibrary((state) => state.query.sort === sort)
  const descending = useLibrary((state) => state.query.descending)
  const sortBy = useLibrary((state) => state.sortBy)
  const Arrow = descending ? IconArrowDown : IconArrowUp
  return (
    <GridHead
      aria-sort={isSorted ? (descending ? 'descending' : 'ascending') : 'none'}
      className={classes.cell}
      data-figure={isFigure || undefined}
      data-room={room}
    >
      <UnstyledButton
        className={classes.sort}
        data-sorted={isSorted || undefined}
        onClick={() => sortBy(sort)}
      >
        {label}
        <Arrow size={13} stroke={2} aria-hidden="true" className={classes.arrow} />
      </UnstyledButton>
    </GridHead>
  )
}
