import { SegmentedControl } from '@mantine/core'
import { useApp } from '../ui/app-context.tsx'
import classes from './composer.module.css'
import { useIsModelOut } from './use-wait.ts'

/** Only while the chat model is out: what becomes of the questions until it is back. */
export function WaitChoice() {
  const isOut = useIsModelOut()
  const waits = useApp((state) => state.waits)
  const setWaits = useApp((state) => state.setWaits)
  if (!isOut) return null
  return (
    <SegmentedControl
      className={classes.wait ?? ''}
      size="xs"
      aria-label="While the chat model is out"
      value={waits ? 'wait' : 'quote'}
      onChange={(value) => setWaits(value === 'wait')}
      data={[
        { value: 'quote', label: 'Quotations now' },
        { value: 'wait', label: 'Wait for the model' },
      ]}
    />
  )
}
