import { ActionIcon, Textarea, Tooltip } from '@mantine/core'
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { limits } from '../../src-shared/schemas/limits.ts'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { formatCount } from '../ui/format.ts'
import { useChat, useChatStores } from './chat-context.tsx'
import { liveHere } from './chat-state.ts'
import { CollectionPicker } from './collection-picker.tsx'
import classes from './composer.module.css'
import { COMPOSER_ID } from './composer-focus.ts'
import { useWait } from './use-wait.ts'
import { WaitChoice } from './wait-choice.tsx'

/** The count is shown from here on: before, it would only worry. */
const NEARLY_FULL = limits.question - 500

export function Composer() {
  const { chat } = useChatStores()
  const draft = useChat((state) => state.draft)
  const isBusy = useChat((state) => state.pending !== null || liveHere(state) !== undefined)
  const canStop = useChat((state) => liveHere(state) !== undefined)
  const wait = useWait()
  const ask = () => void chat.getState().ask(draft, wait)

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      ask()
    } else if (event.key === 'ArrowUp' && draft === '') {
      const last = chat.getState().conversation?.messages.findLast(({ role }) => role === 'user')
      if (last === undefined) return
      event.preventDefault()
      chat.getState().edit(last.id)
    }
  }

  return (
    <div className={classes.dock}>
      <Refused />
      <div className={classes.composer}>
        <Textarea
          id={COMPOSER_ID}
          variant="unstyled"
          aria-label="Ask your documents"
          placeholder="Ask your documents…"
          autosize
          minRows={1}
          maxRows={8}
          maxLength={limits.question}
          value={draft}
          onChange={(event) => chat.getState().setDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          classNames={{ input: classes.input ?? '' }}
          autoFocus
        />
        <div className={classes.bar}>
          <CollectionPicker />
          <WaitChoice />
          {draft.length > NEARLY_FULL && (
            <span className={classes.count}>
              {formatCount(draft.length)} of {formatCount(limits.question)} characters
            </span>
          )}
          {canStop ? (
            <Tooltip label="Stop (Esc)">
              <ActionIcon
                className={classes.send ?? ''}
                size={36}
                radius="xl"
                variant="default"
                aria-label="Stop answering"
                onClick={() => chat.getState().stop()}
              >
                <IconPlayerStopFilled size={16} aria-hidden="true" />
              </ActionIcon>
            </Tooltip>
          ) : (
            <Tooltip label="Ask (Enter)">
              <ActionIcon
                className={classes.send ?? ''}
                size={36}
                radius="xl"
                aria-label="Ask"
                disabled={isBusy || draft.trim() === ''}
                onClick={ask}
              >
                <IconArrowUp size={20} stroke={2.2} aria-hidden="true" />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </div>
    </div>
  )
}

function Refused() {
  const { chat } = useChatStores()
  const refused = useChat((state) => state.refused)
  if (refused === null) return null
  return (
    <div className={classes.refused}>
      <ErrorNotice
        error={refused.failure}
        title="Your question could not be asked."
        onRetry={() => void chat.getState().askRefused()}
      />
    </div>
  )
}
