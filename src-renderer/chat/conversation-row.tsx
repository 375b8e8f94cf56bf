import { ActionIcon, Menu, TextInput, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots, IconFileExport, IconPencil, IconTrash } from '@tabler/icons-react'
import { memo, useState } from 'react'
import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'
import { limits } from '../../src-shared/schemas/limits.ts'
import { reportFailure } from '../ui/report-failure.ts'
import { useChatActions } from './chat-actions.ts'
import { useChat, useChatStores, useConversationList } from './chat-context.tsx'
import classes from './conversation-sidebar.module.css'

interface ConversationRowProps {
  readonly conversation: ConversationSummary
  readonly onRemove: (conversation: ConversationSummary) => void
}

export const ConversationRow = memo(function ConversationRow({
  conversation,
  onRemove,
}: ConversationRowProps) {
  const { id, title, snippet } = conversation
  const actions = useChatActions()
  const isCurrent = useChat((state) => (state.openingId ?? state.conversation?.id) === id)
  const isRenaming = useConversationList((state) => state.renamingId === id)
  if (isRenaming) return <RenameField conversation={conversation} />
  return (
    <li className={classes.row} data-current={isCurrent}>
      <UnstyledButton
        className={classes.open}
        aria-current={isCurrent ? 'true' : undefined}
        title={title}
        onClick={() => actions.openConversation(id)}
      >
        <span>{title}</span>
        {snippet !== null && <span className={classes.snippet}>{snippet}</span>}
      </UnstyledButton>
      <RowMenu conversation={conversation} onRemove={onRemove} />
    </li>
  )
})

function RowMenu({ conversation, onRemove }: ConversationRowProps) {
  const { list } = useChatStores()

  async function exportMarkdown() {
    const savedAs = await list.getState().exportMarkdown(conversation.id)
    if (savedAs !== null) notifications.show({ message: `Saved as ${savedAs}`, withBorder: true })
  }

  return (
    <Menu withinPortal>
      <Menu.Target>
        <ActionIcon
          className={classes.menu ?? ''}
          variant="subtle"
          color="gray"
          size="md"
          aria-label={`Actions for ${conversation.title}`}
        >
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={16} aria-hidden="true" />}
          onClick={() => list.getState().startRenaming(conversation.id)}
        >
          Rename
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileExport size={16} aria-hidden="true" />}
          onClick={() => void exportMarkdown().catch(reportFailure('The conversation was not exported'))}
        >
          Export as Markdown…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="danger"
          leftSection={<IconTrash size={16} aria-hidden="true" />}
          onClick={() => onRemove(conversation)}
        >
          Delete…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function RenameField({ conversation }: { readonly conversation: ConversationSummary }) {
  const { list } = useChatStores()
  const [title, setTitle] = useState(conversation.title)
  const save = () =>
    void list.getState().rename(conversation.id, title).catch(reportFailure('The name was not changed'))
  return (
    <li className={classes.row}>
      <TextInput
        className={classes.rename ?? ''}
        size="xs"
        aria-label="Name of the conversation"
        maxLength={limits.title}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save()
          if (event.key === 'Escape') {
            event.preventDefault()
            list.getState().startRenaming(null)
          }
        }}
        onFocus={(event) => event.currentTarget.select()}
        autoFocus
      />
    </li>
  )
}
