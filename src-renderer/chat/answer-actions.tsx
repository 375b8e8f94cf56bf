import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconClockHour4, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatDuration } from '../ui/format.ts'
import classes from './answer.module.css'
import { timingRows } from './answer-words.ts'
import { useChatStores } from './chat-context.tsx'
import { VersionSwitcher } from './version-switcher.tsx'

interface AnswerActionsProps {
  readonly message: Message
  readonly isLast: boolean
}

export function AnswerActions({ message, isLast }: AnswerActionsProps) {
  const { chat } = useChatStores()
  return (
    <div className={classes.actions}>
      <VersionSwitcher message={message} />
      {message.content !== '' && <CopyButton text={message.content} label="Copy answer" />}
      {isLast && (
        <Tooltip label="Answer again">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Answer again"
            onClick={() => void chat.getState().regenerate(message.id)}
          >
            <IconRefresh size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
      <Timings message={message} />
      {message.model !== null && <span className={classes.model}>{message.model}</span>}
    </div>
  )
}

function Timings({ message }: { readonly message: Message }) {
  const [isOpen, setOpen] = useState(false)
  const rows = timingRows(message.timings)
  if (rows.length === 0) return null
  return (
    <Popover shadow="md" position="top" onChange={setOpen}>
      <Popover.Target>
        <Tooltip label={`Took ${formatDuration(message.timings.total)}`} disabled={isOpen}>
          <ActionIcon variant="subtle" color="gray" aria-label="Where the time went">
            <IconClockHour4 size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <table className={classes.timings}>
          <caption className="visually-hidden">Where the time went</caption>
          <tbody>
            {rows.map(({ key, name, value }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  )
}
