import { QuestionBubble } from './question-bubble.tsx'
import { WaitingLine } from './waiting-line.tsx'

/** A question that has been sent and not yet taken: shown at once, so that nothing seems lost. */
export function PendingTurn({ question }: { readonly question: string }) {
  return (
    <>
      <QuestionBubble text={question} />
      <WaitingLine stage={null} startedAt={null} />
    </>
  )
}
