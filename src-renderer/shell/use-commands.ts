import { useHotkeys } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { useEffect, useMemo } from 'react'
import type { Events } from '../../src-shared/ipc/events.ts'
import { useChatActions } from '../chat/index.ts'
import { pickDocuments } from '../ui/add-documents.ts'
import { useBridge } from '../ui/app-context.tsx'
import { navigation, views } from '../ui/navigation.ts'

/** Those of main, and those that only the palette has. */
type Command = Events['app.command']['command'] | 'openEarlierAnswers'

/** What the menu, the keys and the palette have in common. */
export function useCommandMap(): Readonly<Record<Command, () => void>> {
  const bridge = useBridge()
  const chat = useChatActions()
  return useMemo(() => {
    const { open, openSection } = navigation.getState()
    return {
      newChat: () => {
        open('chat')
        chat.newChat()
        chat.focusComposer()
      },
      openChat: () => open('chat'),
      openLibrary: () => open('library'),
      openDiagnostics: () => open('diagnostics'),
      openEarlierAnswers: () => openSection('answers'),
      openSettings: () => open('settings'),
      addFiles: () => void pickDocuments(bridge, 'files', null),
      search: () => spotlight.open(),
    }
  }, [bridge, chat])
}

/** Listens to the keyboard and to the menu. Keys with Ctrl or Cmd work from within fields, the others do not. */
export function useCommands(): void {
  const bridge = useBridge()
  const chat = useChatActions()
  const commands = useCommandMap()

  useEffect(() => bridge.on('app.command', ({ command }) => commands[command]()), [bridge, commands])

  const focusComposer = () => {
    navigation.getState().open('chat')
    chat.focusComposer()
  }
  useHotkeys(
    [
      ['mod+N', commands.newChat],
      ['mod+K', commands.search],
      ['mod+,', commands.openSettings],
      ['mod+O', commands.addFiles],
      ['mod+L', focusComposer],
      ...views.map((view, index): [string, () => void] => [
        `mod+${index + 1}`,
        () => navigation.getState().open(view),
      ]),
    ],
    [],
  )
  useHotkeys([['/', focusComposer]])
  useHotkeys([['Escape', (event) => isFree(event) && chat.escape(), { preventDefault: false }]], [])
}

/** Menus and dialogs take Escape for themselves. */
function isFree(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  return !event.defaultPrevented && !target?.closest('[role="dialog"], [role="menu"], [role="listbox"]')
}
