import { Activity, type ComponentType, lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { ChatView } from '../chat/index.ts'
import { navigation, type ViewName, views } from '../ui/navigation.ts'
import classes from './app-shell.module.css'
import { CommandPalette } from './command-palette.tsx'
import { DropOverlay } from './drop-overlay.tsx'
import { NavRail } from './nav-rail.tsx'
import { StatusFooter } from './status-footer.tsx'
import { useCommands } from './use-commands.ts'

const modules = import.meta.glob<Record<string, ComponentType>>('../{library,diagnostics,settings}/index.ts')
const viewOf = (view: ViewName, name: string) =>
  lazy(async () => ({ default: (await modules[`../${view}/index.ts`]?.())?.[name] ?? (() => null) }))

const components = {
  chat: ChatView,
  library: viewOf('library', 'LibraryView'),
  diagnostics: viewOf('diagnostics', 'DiagnosticsView'),
  settings: viewOf('settings', 'SettingsView'),
} as const

/** The frame of the window: rail, view, footer. A view left keeps its state, but its effects are stopped. */
export function AppShell() {
  const current = useStore(navigation, (state) => state.view)
  useCommands()
  return (
    <div className={classes.shell}>
      <NavRail />
      <main className={classes.view}>
        {views.map((view) => {
          const View = components[view]
          return (
            <Activity key={view} mode={view === current ? 'visible' : 'hidden'}>
              <Suspense>
                <View />
              </Suspense>
            </Activity>
          )
        })}
      </main>
      <StatusFooter />
      <CommandPalette />
      <DropOverlay />
    </div>
  )
}
