import { Button } from '@mantine/core'
import { IconHourglassEmpty, IconRefresh } from '@tabler/icons-react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { useApp } from '../ui/app-context.tsx'
import { useChatStores } from './chat-context.tsx'
import classes from './waiting-answer.module.css'
import { anotherTry } from './waiting-words.ts'

/** Under an answer that is less than it could be: what another try would bring, in one click. */
export function AnotherTry({ message }: { readonly message: Message }) {
  const { chat } = useChatStores()
  const outages = useApp((state) => state.outages)
  const backAt = useApp((state) => state.backAt)
  const hasModel = useApp((state) => state.selection?.chat != null)
  const offer = anotherTry(message, outages, backAt, hasModel)
  if (offer === null) return null
  const Icon = offer.kind === 'again' ? IconRefresh : IconHourglassEmpty
  return (
    <Button
      className={classes.offer ?? ''}
      size="compact-sm"
      variant={offer.kind === 'again' ? 'light' : 'default'}
      leftSection={<Icon size={15} aria-hidden="true" />}
      onClick={() => void chat.getState().regenerate(message.id, offer.kind === 'wait')}
    >
      {offer.words}
    </Button>
  )
}
