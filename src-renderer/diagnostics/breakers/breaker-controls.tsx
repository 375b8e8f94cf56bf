import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDotsVertical, IconHandStop, IconLockOpen, IconRotate, IconShieldOff } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { BreakerAction, BreakerName, BreakerState } from '../../../src-shared/schemas/resilience.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useDiagnostics } from '../use-diagnostics.ts'
import { breakerTitles } from './breaker-words.ts'
import { controlsIn, controlWords } from './control-words.ts'

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
      {state === 'forced_open' ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Reset… ${breakerTitles[name]}`}
          onClick={() => setAsked('reset')}
        >
          Reset…
        </Button>
      ) : (
        tryButton
      )}
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

interface ControlDialogProps {
  readonly name: BreakerName
  /** Null while nothing is asked. */
  readonly action: BreakerAction | null
  readonly onClose: () => void
}

function ControlDialog({ name, action, onClose }: ControlDialogProps) {
  const control = useDiagnostics((state) => state.controlBreaker)
  // Kept while the dialog fades out, which would lose its words otherwise.
  const [last, setLast] = useState<BreakerAction>('reset')
  if (action !== null && action !== last) setLast(action)
  const { label, question, meaning, isDanger } = controlWords(name, action ?? last)
  return (
    <ConfirmDialog
      opened={action !== null}
      title={question}
      confirmLabel={label}
      isDanger={isDanger}
      onConfirm={() => control(name, action ?? last)}
      onClose={onClose}
    >
      {meaning}
    </ConfirmDialog>
  )
}
