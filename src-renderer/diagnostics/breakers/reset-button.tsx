import { Button } from '@mantine/core'
import { useState } from 'react'
import type { BreakerName } from '../../../src-shared/schemas/resilience.ts'
import { breakerTitles } from './breaker-words.ts'
import { ControlDialog } from './control-dialog.tsx'

interface ResetButtonProps {
  readonly name: BreakerName
  /** The dialog is over; after a reset this button goes, and whoever has a place for the focus gives it one. */
  readonly onClose?: () => void
}

/** The way back for what was stopped by hand, offered wherever that is said. */
export function ResetButton({ name, onClose }: ResetButtonProps) {
  const [isAsked, setIsAsked] = useState(false)
  const close = () => {
    setIsAsked(false)
    onClose?.()
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Reset… ${breakerTitles[name]}`}
        onClick={() => setIsAsked(true)}
      >
        Reset…
      </Button>
      <ControlDialog name={name} action={isAsked ? 'reset' : null} onClose={close} />
    </>
  )
}
