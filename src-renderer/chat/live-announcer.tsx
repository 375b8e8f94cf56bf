import { announcement } from './answer-words.ts'
import { useChat } from './chat-context.tsx'
import { shownMessage } from './shown-message.ts'

/** Says each change of state once, politely, and never the words as they come. */
export function LiveAnnouncer() {
  const words = useChat((state) => {
    const last = state.conversation?.messages.at(-1)
    if (last?.role !== 'assistant') return state.pending === null ? '' : 'Asking.'
    const live = state.live[last.id]
    return announcement(shownMessage(last, live), live?.stage ?? null)
  })
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {words}
    </div>
  )
}
