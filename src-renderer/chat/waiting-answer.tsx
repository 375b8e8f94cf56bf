import { Button } from '@mantine/core'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { useApp } from '../ui/app-context.tsx'
import { countdownWords } from '../ui/countdown.ts'
import { reportFailure } from '../ui/report-failure.ts'
import { useSecondsUntil } from '../ui/use-now.ts'
import { useChatStores } from './chat-context.tsx'
import { focusComposer } from './composer-focus.ts'
import classes from './waiting-answer.module.css'
import { waitingName, waitingWords } from './waiting-words.ts'

/** The place of an answer that waits for the chat model: why, how long, and the ways out. */
export function WaitingAnswer({ message }: { readonly message: Message }) {
  const { chat } = useChatStores()
  const words = useApp((state) => waitingWords(message.id, state.line, state.outages))
  const name = useApp((state) => waitingName(message.id, state.line))
  const nextTryAt = useApp(
    // One or the other, so that the countdown does not jump between the two.
    ({ outages, line }) =>
      (outages.find(({ part }) => part === 'chat_model') ?? { nextTryAt: line.retryAt }).nextTryAt,
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
          onClick={() => leave(chat.getState().answerNow(message.id), 'It could not be answered now')}
        >
          Answer now with quotations
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => leave(chat.getState().stopWaiting(message.id), 'It could not be taken out')}
        >
          Stop waiting
        </Button>
      </div>
    </section>
  )
}

/** Both ways out take the button that was pressed with them: the focus goes where the next question is asked. */
function leave(left: Promise<void>, failure: string): void {
  void left.then(focusComposer).catch(reportFailure(failure))
}
