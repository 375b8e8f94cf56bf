import { Button, Group, Textarea } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { limits } from '../../src-shared/schemas/limits.ts'
import { useChatStores } from './chat-context.tsx'
import { focusComposer } from './composer-focus.ts'
import classes from './question.module.css'
import { useWait } from './use-wait.ts'

/** The question in a field, in its place. The old one stays as a version. */
export function QuestionEditor({ message }: { readonly message: Message }) {
  const { chat } = useChatStores()
  const [text, setText] = useState(message.content)
  const wait = useWait()
  const ask = () => void chat.getState().askEdited(message.id, text, wait)
  const cancel = () => {
    chat.getState().edit(null)
    focusComposer()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.preventDefault()
      cancel()
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      ask()
    }
  }

  return (
    <div className={classes.editor}>
      <Textarea
        aria-label="Edit your question"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={limits.question}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autoFocus
      />
      <Group justify="flex-end" gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={cancel}>
          Cancel
        </Button>
        <Button size="xs" disabled={text.trim() === ''} onClick={ask}>
          Ask again
        </Button>
      </Group>
    </div>
  )
}
