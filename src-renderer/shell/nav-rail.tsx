import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconActivityHeartbeat, IconBooks, IconMessageCircle, IconSettings } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { AlcoveMark } from '../ui/alcove-mark.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { navigation, views } from '../ui/navigation.ts'
import classes from './nav-rail.module.css'

const items = {
  chat: { label: 'Chat', icon: IconMessageCircle },
  library: { label: 'Library', icon: IconBooks },
  diagnostics: { label: 'Diagnostics', icon: IconActivityHeartbeat },
  settings: { label: 'Settings', icon: IconSettings },
} as const

export function NavRail() {
  const current = useStore(navigation, (state) => state.view)
  return (
    <nav className={classes.rail} aria-label="Views">
      <AlcoveMark className={classes.mark} />
      {views.map((view, index) => {
        const { label, icon: Icon } = items[view]
        return (
          <Tooltip key={view} label={<Kbd keys={`mod+${index + 1}`} />} position="right">
            <UnstyledButton
              className={classes.item}
              data-view={view}
              aria-current={view === current ? 'page' : undefined}
              onClick={() => navigation.getState().open(view)}
            >
              <Icon size={22} stroke={1.6} aria-hidden="true" />
              <span>{label}</span>
            </UnstyledButton>
          </Tooltip>
        )
      })}
    </nav>
  )
}
