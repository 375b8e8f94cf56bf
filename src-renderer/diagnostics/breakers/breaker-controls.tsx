import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical, IconHandStop, IconLockOpen, IconRotate, IconShieldOff } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { BreakerAction, BreakerName, BreakerState } from '../../../src-shared/schemas/resilience.ts'
import { breakerTitles } from './breaker-words.ts'
import { ControlDialog } from './control-dialog.tsx'
import { controlsIn, controlWords } from './control-words.ts'
import { ResetButton } from './reset-button.tsx'

const icons = {
  force_open: IconHandStop,
  force_closed: IconLockOpen,
  reset: IconRotate,
  disable: IconShieldOff,
} as const

interface BreakerControlsProps {
  readonly name: BreakerName
  readonly state: BreakerState
  /** Sends a try; not offered while the breaker is held open, for main would refuse it. */
  readonly tryButton: ReactNode
}

/** What a person may do to a breaker: a try at once, all else only after a question. */
export function BreakerControls({ name, state, tryButton }: BreakerControlsProps) {
  const [asked, setAsked] = useState<BreakerAction | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setAsked(null)
    // What opened the dialog is gone by then.
    button.current?.focus()
  }
  return (
    <>
      {state === 'forced_open' ? <ResetButton name={name} onClose={close} /> : tryButton}
      <Menu>
        <Menu.Target>
          <ActionIcon
            ref={button}
            variant="subtle"
            color="gray"
            aria-label={`Control ${breakerTitles[name]}`}
          >
            <IconDotsVertical size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown aria-label={`Controls of ${breakerTitles[name]}`}>
          {controlsIn(state).map((action) => {
            const Icon = icons[action]
            return (
              <Menu.Item
                key={action}
                leftSection={<Icon size={16} aria-hidden="true" />}
                onClick={() => setAsked(action)}
              >
                {controlWords(name, action).label}…
              </Menu.Item>
            )
          })}
        </Menu.Dropdown>
      </Menu>
      <ControlDialog name={name} action={asked} onClose={close} />
    </>
  )
}
