import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import { AnswerMessage } from './answer-message.tsx'
import { useChat } from './chat-context.tsx'
import { PendingTurn } from './pending-turn.tsx'
import { QuestionMessage } from './question-message.tsx'
import { useStickToBottom } from './stick-to-bottom.ts'
import classes from './thread.module.css'

/** A long conversation is laid out from its end; earlier messages come as the reader goes up to them. */
const STEP = 30
const none: readonly Message[] = []

export function Thread() {
  const id = useChat((state) => state.conversation?.id ?? null)
  const messages = useChat((state) => state.conversation?.messages ?? none)
  const pending = useChat((state) => state.pending)
  const { scroller, content, isAtBottom, jump } = useStickToBottom(`${id}/${pending?.text ?? ''}`)
  const [shown, setShown] = useState(STEP)
  const before = useRef<number | null>(null)

  const path = pending === null ? messages : pathTo(messages, pending.parentId)
  const visible = path.slice(-shown)

  // What comes in above must not move what is being read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when more messages were laid out
  useLayoutEffect(() => {
    const box = scroller.current
    if (box !== null && before.current !== null) box.scrollTop += box.scrollHeight - before.current
    before.current = null
  }, [shown])

  function showEarlier() {
    before.current = scroller.current?.scrollHeight ?? null
    setShown((count) => count + STEP)
  }

  return (
    <>
      <div
        ref={scroller}
        className={classes.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label="Messages"
        aria-live="off"
        onScroll={(event) => {
          if (event.currentTarget.scrollTop < 200 && visible.length < path.length) showEarlier()
        }}
      >
        <div ref={content} className={classes.column}>
          {visible.map((message) =>
            message.role === 'user' ? (
              <QuestionMessage key={message.id} message={message} />
            ) : (
              <AnswerMessage key={message.id} message={message} isLast={message === path.at(-1)} />
            ),
          )}
          {pending !== null && <PendingTurn question={pending.text} />}
        </div>
      </div>
      {!isAtBottom && (
        <Button
          className={classes.jump ?? ''}
          variant="default"
          size="xs"
          radius="xl"
          leftSection={<IconArrowDown size={14} aria-hidden="true" />}
          onClick={jump}
        >
          Jump to newest
        </Button>
      )}
    </>
  )
}

function pathTo(messages: readonly Message[], parentId: string | null): readonly Message[] {
  return messages.slice(0, messages.findIndex(({ id }) => id === parentId) + 1)
}
