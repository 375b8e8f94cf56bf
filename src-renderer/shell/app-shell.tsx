import { Activity, lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { ChatView } from '../chat/index.ts'
import { AddedDialog } from '../ui/added-dialog.tsx'
import { navigation, views } from '../ui/navigation.ts'
import { OVERLAYS_ID } from '../ui/theme.ts'
import classes from './app-shell.module.css'
import { CommandPalette } from './command-palette.tsx'
import { DropOverlay } from './drop-overlay.tsx'
import { NavRail } from './nav-rail.tsx'
import { StatusFooter } from './status-footer.tsx'
import { useCommands } from './use-commands.ts'

/** Loaded when first shown, so that the chat is there the sooner. */
const components = {
  chat: ChatView,
  library: lazy(async () => ({ default: (await import('../library/index.ts')).LibraryView })),
  diagnostics: lazy(async () => ({ default: (await import('../diagnostics/index.ts')).DiagnosticsView })),
  settings: lazy(async () => ({ default: (await import('../settings/index.ts')).SettingsView })),
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
        <div id={OVERLAYS_ID} className={classes.overlays} />
      </main>
      <StatusFooter />
      <CommandPalette />
      <DropOverlay />
      <AddedDialog />
    </div>
  )
}
