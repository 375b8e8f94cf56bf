import { Button } from '@mantine/core'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { useApp } from '../ui/app-context.tsx'
import { countdownWords } from '../ui/countdown.ts'
import { reportFailure } from '../ui/report-failure.ts'
import { useSecondsUntil } from '../ui/use-now.ts'
import { useChatStores } from './chat-context.tsx'
import classes from './waiting-answer.module.css'
import { waitingName, waitingWords } from './waiting-words.ts'

/** The place of an answer that waits for the chat model: why, how long, and the ways out. */
export function WaitingAnswer({ message }: { readonly message: Message }) {
  const { chat } = useChatStores()
  const words = useApp((state) => waitingWords(message.id, state.line, state.outages))
  const name = useApp((state) => waitingName(message.id, state.line))
  const nextTryAt = useApp(
    (state) => state.outages.find(({ part }) => part === 'chat_model')?.nextTryAt ?? state.line.retryAt,
  )
  const seconds = useSecondsUntil(nextTryAt)
  return (
    <section className={classes.waiting} aria-label={name}>
      <p className={classes.words}>
        <span className={classes.lamp} aria-hidden="true" />
        {words}
        {seconds !== null && <span className={classes.time}> · next try {countdownWords(seconds)}</span>}
      </p>
      <div className={classes.actions}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() =>
            void chat.getState().answerNow(message.id).catch(reportFailure('It could not be answered now'))
          }
        >
          Answer now with quotations
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() =>
            void chat.getState().stopWaiting(message.id).catch(reportFailure('It could not be taken out'))
          }
        >
          Stop waiting
        </Button>
      </div>
    </section>
  )
}
