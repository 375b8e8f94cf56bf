import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { AlcoveBridge } from './bridge.ts'
import { ChatProvider, type ChatStores } from './chat/index.ts'
import { AppShell } from './shell/app-shell.tsx'
import { ThemeSetting } from './shell/theme-setting.tsx'
import { AppProvider } from './ui/app-context.tsx'
import type { AppStore } from './ui/app-store.ts'
import { cssVariables, theme } from './ui/theme.ts'

interface AppProps {
  readonly bridge: AlcoveBridge
  readonly app: AppStore
  readonly chat: ChatStores
}

export function App({ bridge, app, chat }: AppProps) {
  useEffect(() => app.getState().connect(), [app])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <AppProvider parts={{ bridge, app }}>
        <ChatProvider stores={chat}>
          <ThemeSetting />
          <Notifications position="top-right" limit={3} />
          <AppShell />
        </ChatProvider>
      </AppProvider>
    </MantineProvider>
  )
}
