import { ActionIcon, Menu, Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconDotsVertical,
  IconFolder,
  IconPencil,
  IconPlus,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Collection } from '../../src-shared/schemas/library.ts'
import { useApp } from '../ui/app-context.tsx'
import { formatCount, plural } from '../ui/format.ts'
import classes from './collections-pane.module.css'
import { useLibrary } from './library-context.tsx'

export function CollectionsPane() {
  const collections = useApp((state) => state.collections)
  const open = useLibrary((state) => state.open)
  const documents = collections?.reduce((sum, collection) => sum + collection.documents, 0) ?? 0
  return (
    <nav className={classes.pane} aria-label="Collections">
      <div className={classes.head}>
        <h2 className={classes.heading}>Collections</h2>
        <Tooltip label="New collection">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="New collection"
            onClick={() => open({ kind: 'createCollection' })}
          >
            <IconPlus size={18} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </div>
      <ul className={classes.list}>
        <li>
          <Entry
            id={null}
            name="All documents"
            count={documents}
            icon={<IconStack2 size={18} stroke={1.6} />}
          />
        </li>
        {collections?.map((collection) => (
          <li key={collection.id} className={classes.item}>
            <Entry
              id={collection.id}
              name={collection.name}
              count={collection.documents}
              icon={<IconFolder size={18} stroke={1.6} />}
            />
            <CollectionMenu collection={collection} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface EntryProps {
  readonly id: string | null
  readonly name: string
  readonly count: number
  readonly icon: ReactNode
}

function Entry({ id, name, count, icon }: EntryProps) {
  const isOpen = useLibrary((state) => state.query.collectionId === id)
  const ask = useLibrary((state) => state.ask)
  return (
    <UnstyledButton
      className={classes.entry}
      aria-current={isOpen ? 'true' : undefined}
      title={name}
      onClick={() => ask({ collectionId: id })}
    >
      <span aria-hidden="true" className={classes.icon}>
        {icon}
      </span>
      <span className={classes.name}>{name}</span>
      <span className={classes.count}>
        <span aria-hidden="true">{formatCount(count)}</span>
        <span className="visually-hidden">{plural(count, 'document')}</span>
      </span>
    </UnstyledButton>
  )
}

function CollectionMenu({ collection }: { readonly collection: Collection }) {
  const open = useLibrary((state) => state.open)
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          className={classes.more}
          variant="subtle"
          color="gray"
          size={26}
          aria-label={`Actions for ${collection.name}`}
        >
          <IconDotsVertical size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={16} />}
          onClick={() => open({ kind: 'renameCollection', collection })}
        >
          Rename…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTrash size={16} />}
          className={classes.danger}
          onClick={() => open({ kind: 'removeCollection', collection })}
        >
          Remove…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
