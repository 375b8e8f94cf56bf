import { Menu, UnstyledButton } from '@mantine/core'
import { IconBooks, IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { Collection } from '../../src-shared/schemas/library.ts'
import { useApp } from '../ui/app-context.tsx'
import { plural } from '../ui/format.ts'
import { useChat, useChatStores } from './chat-context.tsx'
import classes from './collection-picker.module.css'

const none: readonly Collection[] = []

/** Where the next question is asked. */
export function CollectionPicker() {
  const { chat } = useChatStores()
  const chosen = useChat((state) => state.collectionId)
  const collections = useApp((state) => state.collections ?? none)
  const current = collections.find(({ id }) => id === chosen)
  const name = current?.name ?? 'All documents'
  const choose = (id: string | null) => chat.getState().setCollection(id)
  return (
    <Menu position="top-start">
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={`Ask in: ${name}`}>
          <IconBooks size={16} stroke={1.6} aria-hidden="true" />
          <span className={classes.name}>{name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Ask in</Menu.Label>
        <Choice label="All documents" isChosen={current === undefined} onChoose={() => choose(null)} />
        {collections.map(({ id, name: label, documents }) => (
          <Choice
            key={id}
            label={label}
            detail={plural(documents, 'document')}
            isChosen={id === chosen}
            onChoose={() => choose(id)}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly detail?: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Choice({ label, detail, isChosen, onChoose }: ChoiceProps) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={isChosen}
      onClick={onChoose}
      leftSection={
        <IconCheck size={16} aria-hidden="true" style={{ visibility: isChosen ? 'visible' : 'hidden' }} />
      }
      rightSection={detail === undefined ? null : <span className={classes.detail}>{detail}</span>}
    >
      {label}
    </Menu.Item>
  )
}
