import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLayoutSidebar, IconMessagePlus } from '@tabler/icons-react'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { useChatActions } from './chat-actions.ts'
import { useChat, useChatStores } from './chat-context.tsx'
import classes from './chat-pane.module.css'
import { Composer } from './composer.tsx'
import { LiveAnnouncer } from './live-announcer.tsx'
import { OutageBanner } from './outage-banner.tsx'
import { Thread } from './thread.tsx'
import { ThreadSkeleton } from './thread-skeleton.tsx'
import { Welcome } from './welcome.tsx'

interface ChatPaneProps {
  readonly hasSidebar: boolean
  readonly onToggleSidebar: () => void
}

/** The conversation itself: its title, what was said, and the field for what is said next. */
export function ChatPane({ hasSidebar, onToggleSidebar }: ChatPaneProps) {
  const title = useChat((state) => state.conversation?.title ?? 'New chat')
  const actions = useChatActions()
  return (
    <section className={classes.pane} aria-label="Conversation">
      <header className={classes.header}>
        <Tooltip label={hasSidebar ? 'Hide conversations' : 'Show conversations'}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={hasSidebar ? 'Hide conversations' : 'Show conversations'}
            aria-expanded={hasSidebar}
            onClick={onToggleSidebar}
          >
            <IconLayoutSidebar size={20} stroke={1.6} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <h1 className={classes.title}>{title}</h1>
        {!hasSidebar && (
          <Tooltip label="New chat">
            <ActionIcon variant="subtle" color="gray" aria-label="New chat" onClick={actions.newChat}>
              <IconMessagePlus size={20} stroke={1.6} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        )}
      </header>
      <div className={classes.body}>
        <Body />
      </div>
      <OutageBanner />
      <Composer />
      <LiveAnnouncer />
    </section>
  )
}

function Body() {
  const { chat } = useChatStores()
  const opening = useChat((state) => state.opening)
  const openingId = useChat((state) => state.openingId)
  const isEmpty = useChat((state) => state.conversation === null && state.pending === null)
  if (opening === 'loading') return <ThreadSkeleton />
  if (opening !== 'no') {
    return (
      <div className={classes.notice}>
        <ErrorNotice
          error={opening}
          title="This conversation could not be opened."
          onRetry={() => openingId !== null && void chat.getState().open(openingId)}
        />
      </div>
    )
  }
  return isEmpty ? <Welcome /> : <Thread />
}
