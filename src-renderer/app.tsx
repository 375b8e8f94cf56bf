import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { AlcoveBridge } from './bridge.ts'
import { AppProvider } from './ui/app-context.tsx'
import { AppShell } from './ui/app-shell.tsx'
import type { AppStore } from './ui/app-store.ts'
import { cssVariables, theme } from './ui/theme.ts'
import { ThemeSetting } from './ui/theme-setting.tsx'

interface AppProps {
  readonly bridge: AlcoveBridge
  readonly app: AppStore
}

export function App({ bridge, app }: AppProps) {
  useEffect(() => app.getState().connect(), [app])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <AppProvider parts={{ bridge, app }}>
        <ThemeSetting />
        <Notifications position="bottom-right" limit={3} />
        <AppShell />
      </AppProvider>
    </MantineProvider>
  )
}
