import { Menu } from '@mantine/core'
import { IconEye, IconFolderOpen, IconRefresh, IconTrash } from '@tabler/icons-react'
import type { DocumentRow } from '../../src-shared/schemas/library.ts'
import { attempt } from '../ui/attempt.ts'
import classes from './document-menu.module.css'
import { useLibrary } from './library-context.tsx'

/** Where the menu was asked for, in pixels of the window. */
export interface MenuPlace {
  readonly row: DocumentRow
  readonly x: number
  readonly y: number
}

interface DocumentMenuProps {
  readonly place: MenuPlace | null
  /** Hands the focus back. */
  readonly onClose: () => void
}

/** What can be done with one document, at the pointer or beside its row. */
export function DocumentMenu({ place, onClose }: DocumentMenuProps) {
  const view = useLibrary((state) => state.view)
  const showInFolder = useLibrary((state) => state.showInFolder)
  const retry = useLibrary((state) => state.retry)
  const open = useLibrary((state) => state.open)
  if (place === null) return null
  const { row, x, y } = place
  const hasText = row.state !== 'discovered' && row.state !== 'failed'
  return (
    <Menu opened onClose={onClose} position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <span className={classes.anchor} style={{ left: x, top: y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${row.title}`}>
        <Menu.Item leftSection={<IconEye size={16} />} disabled={!hasText} onClick={() => void view(row)}>
          Open its text
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFolderOpen size={16} />}
          onClick={() => void attempt('Could not show the file', showInFolder(row.id))}
        >
          Show in folder
        </Menu.Item>
        <Menu.Item
          leftSection={<IconRefresh size={16} />}
          disabled={row.state !== 'failed'}
          onClick={() => void attempt('Could not try again', retry([row.id]))}
        >
          Try again
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          className={classes.danger}
          leftSection={<IconTrash size={16} />}
          onClick={() => open({ kind: 'removeDocuments', documentIds: [row.id], title: row.title })}
        >
          Remove from the library…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
