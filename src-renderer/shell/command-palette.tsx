import { Spotlight } from '@mantine/spotlight'
import {
  IconActivityHeartbeat,
  IconBooks,
  IconFilePlus,
  IconHistory,
  IconMessage,
  IconMessagePlus,
  IconSearch,
  IconSettings,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useChatActions, useConversationSearch } from '../chat/index.ts'
import { Kbd } from '../ui/kbd.tsx'
import { navigation } from '../ui/navigation.ts'
import { useCommandMap } from './use-commands.ts'

const actions = [
  { command: 'newChat', label: 'New chat', keys: 'mod+N', icon: IconMessagePlus },
  { command: 'addFiles', label: 'Add documents…', keys: 'mod+O', icon: IconFilePlus },
  { command: 'openLibrary', label: 'Open Library', keys: 'mod+2', icon: IconBooks },
  { command: 'openDiagnostics', label: 'Open Diagnostics', keys: 'mod+3', icon: IconActivityHeartbeat },
  { command: 'openEarlierAnswers', label: 'Open earlier answers', keys: null, icon: IconHistory },
  { command: 'openSettings', label: 'Open Settings', keys: 'mod+,', icon: IconSettings },
] as const

/** One field for everything: what the app can do, and every conversation by title or by what was said in it. */
export function CommandPalette() {
  const [query, setQuery] = useState('')
  const commands = useCommandMap()
  const { openConversation, focusComposer } = useChatActions()
  const conversations = useConversationSearch(query)
  const words = query.trim().toLowerCase()
  const found = actions.filter(({ label }) => label.toLowerCase().includes(words))

  /** What had the focus may have gone with the conversation that was left. */
  function catchFocus() {
    if (document.activeElement === document.body) focusComposer()
  }

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      clearQueryOnClose
      radius="lg"
      maxHeight={420}
      scrollable
      returnFocus
      transitionProps={{ onExited: () => requestAnimationFrame(catchFocus) }}
      attributes={{ content: { 'aria-label': 'Search conversations and actions' } }}
    >
      <Spotlight.Search
        placeholder="Search conversations and actions…"
        aria-label="Search conversations and actions"
        leftSection={<IconSearch size={18} stroke={1.8} />}
      />
      <Spotlight.ActionsList>
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="Actions">
            {found.map(({ command, label, keys, icon: Icon }) => (
              <Spotlight.Action
                key={command}
                label={label}
                leftSection={<Icon size={18} stroke={1.6} />}
                rightSection={keys !== null && <Kbd keys={keys} />}
                onClick={commands[command]}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {conversations.length > 0 && (
          <Spotlight.ActionsGroup label="Conversations">
            {conversations.map(({ id, title, snippet }) => (
              <Spotlight.Action
                key={id}
                label={title}
                {...(snippet === null ? {} : { description: snippet })}
                leftSection={<IconMessage size={18} stroke={1.6} />}
                onClick={() => {
                  navigation.getState().open('chat')
                  openConversation(id)
                }}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length + conversations.length === 0 && (
          <Spotlight.Empty>Nothing is called that, and nothing says it.</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
