import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useApp } from '../ui/app-context.tsx'
import { Grid, GridBody } from '../ui/grid.tsx'
import type { MenuPlace } from './document-menu.tsx'
import { DocumentMenu } from './document-menu.tsx'
import classes from './document-table.module.css'
import { DocumentTableRow, rowId } from './document-table-row.tsx'
import { useLibrary } from './library-context.tsx'
import { TableHeader } from './table-header.tsx'

/** Pixels; the style sheet has the same. */
const ROW_HEIGHT = 54
const OVERSCAN = 8

/** The documents as a grid: one stop for Tab, arrow keys inside, everything a mouse does by key too. */
export function DocumentTable() {
  const total = useLibrary((state) => state.total ?? 0)
  const rows = useLibrary((state) => state.rows)
  const selected = useLibrary((state) => state.selected)
  const show = useLibrary((state) => state.show)
  const active = useApp((state) => state.ingest?.active)
  const scroller = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const [menu, setMenu] = useState<MenuPlace | null>(null)

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (total > 0) show(first, last)
  }, [show, first, last, total])

  const query = useLibrary((state) => state.query)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at its first row
  useEffect(() => {
    setCurrent(0)
    scroller.current?.scrollTo({ top: 0 })
  }, [query])

  const here = Math.min(current, Math.max(0, total - 1))
  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(total - 1, index))
    setCurrent(next)
    virtualizer.scrollToIndex(next)
  }
  const openMenuAtRow = (index: number) => {
    const row = rows.get(index)
    const box = document.getElementById(rowId(index))?.getBoundingClientRect()
    if (row && box) setMenu({ row, x: box.left + 64, y: box.bottom - 8 })
  }
  const closeMenu = () => {
    setMenu(null)
    scroller.current?.focus()
  }
  const onKeyDown = useGridKeys({ here, rowsInView: last - first, moveTo, openMenuAtRow })

  return (
    <>
      <Grid
        ref={scroller}
        className={classes.scroller}
        aria-label="Documents"
        aria-rowcount={total + 1}
        aria-multiselectable
        aria-activedescendant={total > 0 ? rowId(here) : undefined}
        onKeyDown={onKeyDown}
      >
        <TableHeader />
        <GridBody className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows.get(index)
            return (
              <DocumentTableRow
                key={index}
                index={index}
                top={start}
                row={row}
                item={active?.find((item) => item.documentId === row?.id)}
                isSelected={row !== undefined && selected.has(row.id)}
                isCurrent={index === here}
                onCurrent={setCurrent}
                onMenu={setMenu}
              />
            )
          })}
        </GridBody>
      </Grid>
      <DocumentMenu place={menu} onClose={closeMenu} />
    </>
  )
}

interface GridKeys {
  readonly here: number
  readonly rowsInView: number
  readonly moveTo: (index: number) => void
  readonly openMenuAtRow: (index: number) => void
}

function useGridKeys({ here, rowsInView, moveTo, openMenuAtRow }: GridKeys) {
  const rows = useLibrary((state) => state.rows)
  const selected = useLibrary((state) => state.selected)
  const total = useLibrary((state) => state.total ?? 0)
  const toggle = useLibrary((state) => state.toggle)
  const selectTo = useLibrary((state) => state.selectTo)
  const selectAll = useLibrary((state) => state.selectAll)
  const clearSelection = useLibrary((state) => state.clearSelection)
  const view = useLibrary((state) => state.view)
  const open = useLibrary((state) => state.open)

  const remove = () => {
    const row = rows.get(here)
    const documentIds = selected.size > 0 ? [...selected] : row ? [row.id] : []
    const title = row && documentIds.length === 1 && row.id === documentIds[0] ? row.title : null
    if (documentIds.length > 0) open({ kind: 'removeDocuments', documentIds, title })
  }
  const withRow = (act: (row: NonNullable<ReturnType<typeof rows.get>>) => void) => () => {
    const row = rows.get(here)
    if (row) act(row)
  }
  const step = (by: number, extend: boolean) => () => {
    moveTo(here + by)
    if (extend) selectTo(Math.max(0, Math.min(total - 1, here + by)))
  }

  return (event: KeyboardEvent<HTMLDivElement>) => {
    // Keys of a button or a box inside the grid are its own.
    if (event.target !== event.currentTarget) return
    const isCommand = event.ctrlKey || event.metaKey
    // By the key's name in lower case: with shift or caps lock "a" is "A".
    const actions: Readonly<Record<string, (() => void) | undefined>> = {
      arrowdown: step(1, event.shiftKey),
      arrowup: step(-1, event.shiftKey),
      pagedown: step(rowsInView, event.shiftKey),
      pageup: step(-rowsInView, event.shiftKey),
      home: step(-total, event.shiftKey),
      end: step(total, event.shiftKey),
      ' ': withRow(({ id }) => toggle(id)),
      enter: withRow((row) => void view(row)),
      delete: remove,
      backspace: event.metaKey ? remove : undefined,
      escape: selected.size > 0 ? clearSelection : undefined,
      contextmenu: () => openMenuAtRow(here),
      f10: event.shiftKey ? () => openMenuAtRow(here) : undefined,
      a: isCommand ? () => void selectAll() : undefined,
    }
    const action = actions[event.key.toLowerCase()]
    if (!action) return
    event.preventDefault()
    // The menu that this may open would take the very same key for one pressed outside it.
    event.stopPropagation()
    action()
  }
}
