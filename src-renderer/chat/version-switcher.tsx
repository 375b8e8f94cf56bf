import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { reportFailure } from '../ui/report-failure.ts'
import { useChatStores } from './chat-context.tsx'
import { versionOf } from './shown-message.ts'
import classes from './version-switcher.module.css'

/** ‹ 1 / 2 › where a message has versions; nothing where it has one. */
export function VersionSwitcher({ message }: { readonly message: Message }) {
  const { chat } = useChatStores()
  const { index, count } = versionOf(message)
  if (count < 2) return null
  const select = (by: number) => {
    const id = message.siblings[index - 1 + by]
    if (id !== undefined)
      void chat.getState().selectVersion(id).catch(reportFailure('That version could not be shown'))
  }
  return (
    <fieldset className={classes.switcher}>
      <legend className="visually-hidden">Versions</legend>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label="Previous version"
        disabled={index <= 1}
        onClick={() => select(-1)}
      >
        <IconChevronLeft size={15} aria-hidden="true" />
      </ActionIcon>
      <span>
        {index} / {count}
      </span>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label="Next version"
        disabled={index >= count}
        onClick={() => select(1)}
      >
        <IconChevronRight size={15} aria-hidden="true" />
      </ActionIcon>
    </fieldset>
  )
}
