import { Button, CloseButton, Skeleton, TextInput } from '@mantine/core'
import { IconMessagePlus, IconMessages, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { reportFailure } from '../ui/report-failure.ts'
import { useChatActions } from './chat-actions.ts'
import { useChatStores, useConversationList } from './chat-context.tsx'
import { groupConversations } from './conversation-list.ts'
import { ConversationRow } from './conversation-row.tsx'
import classes from './conversation-sidebar.module.css'

export function ConversationSidebar() {
  const { list } = useChatStores()
  const actions = useChatActions()
  const search = useConversationList((state) => state.search)
  const [removing, setRemoving] = useState<ConversationSummary | null>(null)
  return (
    <aside className={classes.sidebar} aria-label="Conversations">
      <div className={classes.head}>
        <Button
          fullWidth
          variant="default"
          leftSection={<IconMessagePlus size={18} stroke={1.6} aria-hidden="true" />}
          onClick={() => {
            actions.newChat()
            actions.focusComposer()
          }}
        >
          New chat
        </Button>
        <TextInput
          size="sm"
          aria-label="Search conversations"
          placeholder="Search conversations"
          value={search}
          onChange={(event) => list.getState().setSearch(event.currentTarget.value)}
          leftSection={<IconSearch size={16} stroke={1.6} aria-hidden="true" />}
          rightSection={
            search !== '' && (
              <CloseButton
                size="sm"
                aria-label="Clear the search"
                onClick={() => list.getState().setSearch('')}
              />
            )
          }
        />
      </div>
      <ConversationList onRemove={setRemoving} />
      <ConfirmDialog
        opened={removing !== null}
        title="Delete this conversation?"
        confirmLabel="Delete"
        onClose={() => setRemoving(null)}
        onConfirm={async () => {
          if (removing !== null) await list.getState().remove(removing.id)
        }}
      >
        “{removing?.title}” and all its answers will be gone. Your documents stay as they are.
      </ConfirmDialog>
    </aside>
  )
}

function ConversationList({ onRemove }: { readonly onRemove: (conversation: ConversationSummary) => void }) {
  const { list } = useChatStores()
  const items = useConversationList((state) => state.items)
  const total = useConversationList((state) => state.total)
  const state = useConversationList((state) => state.state)
  const search = useConversationList((state) => state.search)
  const groups = useMemo(() => groupConversations(items, Date.now()), [items])

  if (state === 'loading' && items.length === 0) return <ListSkeleton />
  if (typeof state === 'object') {
    return (
      <div className={classes.scroller}>
        <ErrorNotice error={state} onRetry={() => list.getState().setSearch(search)} />
      </div>
    )
  }
  if (items.length === 0) {
    return (
      <div className={classes.empty}>
        <IconMessages size={26} stroke={1.4} aria-hidden="true" />
        <p>
          {search === '' ? 'Your conversations will be kept here.' : `Nothing was said about “${search}”.`}
        </p>
      </div>
    )
  }
  return (
    <nav className={classes.scroller} aria-label="Conversations">
      {groups.map(({ label, items: grouped }) => (
        <section key={label} aria-label={label}>
          <h2 className={classes.label}>{label}</h2>
          <ul className={classes.rows}>
            {grouped.map((conversation) => (
              <ConversationRow key={conversation.id} conversation={conversation} onRemove={onRemove} />
            ))}
          </ul>
        </section>
      ))}
      {items.length < total && (
        <Button
          fullWidth
          variant="subtle"
          size="xs"
          onClick={() =>
            void list.getState().loadMore().catch(reportFailure('Older conversations could not be read'))
          }
        >
          Show older conversations
        </Button>
      )}
    </nav>
  )
}

function ListSkeleton() {
  return (
    <div className={classes.scroller} role="status" aria-label="Reading your conversations">
      {[72, 88, 60, 80, 66].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} my={16} ml={10} />
      ))}
    </div>
  )
}
