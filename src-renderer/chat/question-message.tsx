import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { memo } from 'react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { useChat, useChatStores } from './chat-context.tsx'
import classes from './question.module.css'
import { QuestionBubble } from './question-bubble.tsx'
import { QuestionEditor } from './question-editor.tsx'
import { VersionSwitcher } from './version-switcher.tsx'

export const QuestionMessage = memo(function QuestionMessage({ message }: { readonly message: Message }) {
  const { chat } = useChatStores()
  const isEditing = useChat((state) => state.editingId === message.id)
  if (isEditing) return <QuestionEditor message={message} />
  return (
    <QuestionBubble text={message.content}>
      <div className={classes.actions}>
        <VersionSwitcher message={message} />
        <div className={classes.quiet}>
          <CopyButton text={message.content} label="Copy question" />
          <Tooltip label="Edit and ask again">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Edit and ask again"
              onClick={() => chat.getState().edit(message.id)}
            >
              <IconPencil size={16} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </QuestionBubble>
  )
})
