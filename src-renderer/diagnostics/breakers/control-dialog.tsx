import { useState } from 'react'
import type { BreakerAction, BreakerName } from '../../../src-shared/schemas/resilience.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useDiagnostics } from '../use-diagnostics.ts'
import { controlWords } from './control-words.ts'

interface ControlDialogProps {
  readonly name: BreakerName
  /** Null while nothing is asked. */
  readonly action: BreakerAction | null
  readonly onClose: () => void
}

/** Asks before a breaker is changed by hand, and does it. */
export function ControlDialog({ name, action, onClose }: ControlDialogProps) {
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
