import { Button } from '@mantine/core'
import { IconHistory, IconRefresh } from '@tabler/icons-react'
import type { CachedFrom } from '../../src-shared/schemas/chat.ts'
import { useNow } from '../ui/use-now.ts'
import classes from './cached-mark.module.css'
import { cachedWords } from './cached-words.ts'
import { useChatStores } from './chat-context.tsx'

interface CachedMarkProps {
  readonly messageId: string
  readonly from: CachedFrom
  /** Only the last answer can be written anew. */
  readonly isLast: boolean
}

/** Under an answer that was written for an earlier question: which, when, how near, and the way to a new one. */
export function CachedMark({ messageId, from, isLast }: CachedMarkProps) {
  const { chat } = useChatStores()
  const now = useNow()
  const { asked, question, alike } = cachedWords(from, now)
  return (
    <section className={classes.mark} aria-label="From an earlier answer">
      <IconHistory size={15} className={classes.icon} aria-hidden="true" />
      From an earlier answer · {asked}{' '}
      {question !== null && <span className={classes.question}>“{question}”</span>}
      {alike !== null && ` · ${alike}`}
      {isLast && (
        <Button
          className={classes.afresh ?? ''}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconRefresh size={14} aria-hidden="true" />}
          onClick={() => void chat.getState().regenerate(messageId)}
        >
          Answer afresh
        </Button>
      )}
    </section>
  )
}
