import { SegmentedControl } from '@mantine/core'
import { useChat, useChatStores } from './chat-context.tsx'
import classes from './composer.module.css'
import { useIsModelOut } from './use-wait.ts'

/** Only while the chat model is out: what becomes of the next question. */
export function WaitChoice() {
  const { chat } = useChatStores()
  const isOut = useIsModelOut()
  const waits = useChat((state) => state.waits)
  if (!isOut) return null
  return (
    <SegmentedControl
      className={classes.wait ?? ''}
      size="xs"
      aria-label="While the chat model is out"
      value={waits ? 'wait' : 'quote'}
      onChange={(value) => chat.getState().setWaits(value === 'wait')}
      data={[
        { value: 'quote', label: 'Quotations now' },
        { value: 'wait', label: 'Wait for the model' },
      ]}
    />
  )
}
