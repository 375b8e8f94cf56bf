import { ActionIcon, Checkbox, Tooltip } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { type MouseEvent, memo } from 'react'
import type { DocumentRow, IngestItem } from '../../src-shared/schemas/library.ts'
import { useApp } from '../ui/app-context.tsx'
import { GridCell, GridRow } from '../ui/grid.tsx'
import { Meter } from '../ui/meter.tsx'
import { StatusDot } from '../ui/status.tsx'
import type { MenuPlace } from './document-menu.tsx'
import { shownState } from './document-states.ts'
import classes from './document-table.module.css'
import { FormatIcon } from './format-icon.tsx'
import { useLibrary } from './library-context.tsx'
import { nearFolder } from './paths.ts'
import { figureColumns } from './table-columns.ts'

export const rowId = (index: number): string => `document-row-${index}`

interface DocumentTableRowProps {
  readonly index: number
  /** Pixels from the top of the list. */
  readonly top: number
  /** Undefined while its page is on its way. */
  readonly row: DocumentRow | undefined
  readonly item: IngestItem | undefined
  readonly isSelected: boolean
  readonly isCurrent: boolean
  readonly onCurrent: (index: number) => void
  readonly onMenu: (place: MenuPlace) => void
}

export const DocumentTableRow = memo(function DocumentTableRow(props: DocumentTableRowProps) {
  const { index, top, row, isSelected, isCurrent, onCurrent, onMenu } = props
  const toggle = useLibrary((state) => state.toggle)
  const selectTo = useLibrary((state) => state.selectTo)
  const view = useLibrary((state) => state.view)
  const frame = {
    id: rowId(index),
    className: classes.row,
    'aria-rowindex': index + 2,
    style: { transform: `translateY(${top}px)` },
  } as const
  if (!row) return <GridRow {...frame} aria-busy="true" data-loading />

  const choose = (event: MouseEvent) => {
    onCurrent(index)
    if (event.shiftKey) selectTo(index)
    else toggle(row.id)
  }
  return (
    <GridRow
      {...frame}
      aria-selected={isSelected}
      data-current={isCurrent || undefined}
      onContextMenu={(event) => {
        event.preventDefault()
        onCurrent(index)
        onMenu({ row, x: event.clientX, y: event.clientY })
      }}
    >
      <GridCell className={classes.box}>
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={`Select ${row.title}`}
          checked={isSelected}
          onClick={choose}
          onChange={() => undefined}
        />
      </GridCell>
      <GridCell className={classes.document}>
        <span className={classes.format}>
          <FormatIcon format={row.format} />
        </span>
        <button
          type="button"
          tabIndex={-1}
          className={classes.open}
          onClick={() => void view(row)}
          title={row.path}
        >
          <span className={classes.title}>{row.title}</span>
          {row.error === null ? (
            <span className={classes.path}>{nearFolder(row.path)}</span>
          ) : (
            <span className={classes.failure}>{row.error.message}</span>
          )}
        </button>
      </GridCell>
      <StateCell row={row} item={props.item} />
      {figureColumns.map(({ sort, room, words }) => (
        <GridCell key={sort} className={classes.cell} data-figure data-room={room}>
          {words(row)}
        </GridCell>
      ))}
      <GridCell className={classes.actions}>
        <ActionIcon
          variant="subtle"
          color="gray"
          tabIndex={-1}
          aria-label={`Actions for ${row.title}`}
          aria-haspopup="menu"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            onCurrent(index)
            onMenu({ row, x: box.right, y: box.bottom })
          }}
        >
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </GridCell>
    </GridRow>
  )
})

function StateCell({ row, item }: Pick<DocumentTableRowProps, 'item'> & { readonly row: DocumentRow }) {
  const isStill = useApp(({ ingest }) => ingest !== null && (ingest.paused || ingest.waitingFor !== null))
  const { label, explanation, tone, progress } = shownState(row, item, isStill)
  return (
    <GridCell className={classes.cell}>
      <Tooltip label={explanation} multiline maw={320}>
        <span className={classes.state}>
          <StatusDot tone={tone}>{label}</StatusDot>
          {progress !== null && (
            <Meter
              ratio={progress}
              tone={isStill ? 'idle' : 'busy'}
              height={3}
              label={`${label}: ${row.title}`}
              className={classes.progress}
            />
          )}
        </span>
      </Tooltip>
    </GridCell>
  )
}
