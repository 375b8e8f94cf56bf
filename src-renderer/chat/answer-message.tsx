import { memo, useDeferredValue, useMemo } from 'react'
import type { Message } from '../../src-shared/schemas/chat.ts'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import { CitationContext, Markdown } from '../markdown/index.ts'
import { AlcoveMark } from '../ui/alcove-mark.tsx'
import { useApp } from '../ui/app-context.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import type { Outage } from '../ui/outages.ts'
import { StatusBadge } from '../ui/status.tsx'
import { AnotherTry } from './another-try.tsx'
import classes from './answer.module.css'
import { AnswerActions } from './answer-actions.tsx'
import { answerNotes, type ModelNow } from './answer-words.ts'
import { CachedMark } from './cached-mark.tsx'
import { useChat, useChatStores } from './chat-context.tsx'
import type { LiveAnswer } from './live-answer.ts'
import { shownMessage } from './shown-message.ts'
import { SourceCards } from './source-cards.tsx'
import { WaitingAnswer } from './waiting-answer.tsx'
import { WaitingLine } from './waiting-line.tsx'

interface AnswerMessageProps {
  readonly message: Message
  readonly isLast: boolean
}

/** Reads its own stream and nothing else, so that of a long conversation only the answer being written moves. */
export const AnswerMessage = memo(function AnswerMessage({ message, isLast }: AnswerMessageProps) {
  const { chat, source } = useChatStores()
  const live = useChat((state) => state.live[message.id])
  const shown = shownMessage(message, live)
  const { citations } = shown
  const actions = useMemo(
    () => ({ citations, open: (n: number) => void source.getState().show(citations, n) }),
    [citations, source],
  )
  const numbers = useMemo(() => citations.map(({ n }) => n), [citations])
  const isStreaming = shown.state === 'streaming'
  // Parsing gives way to typing: while it lags, the last text that was ready stays.
  const text = useDeferredValue(shown.content)

  return (
    <article className={classes.answer} aria-label="Answer" aria-busy={isStreaming}>
      <AlcoveMark size={26} className={classes.mark} />
      <div className={classes.content}>
        <Notes message={shown} live={live} />
        <CitationContext value={actions}>
          <Markdown text={text} sources={numbers} isStreaming={isStreaming} />
        </CitationContext>
        {isStreaming && (
          <WaitingLine
            stage={live?.stage ?? null}
            startedAt={live?.startedAt ?? null}
            sources={citations.length}
            isSilent={shown.content === ''}
            inLine={live?.inLine ?? false}
          />
        )}
        {shown.state === 'waiting' && <WaitingAnswer message={shown} />}
        {shown.state === 'failed' && shown.error !== null && (
          <ErrorNotice
            error={shown.error}
            title="The answer failed."
            onRetry={() => void chat.getState().regenerate(message.id)}
          />
        )}
        <SourceCards citations={citations} />
        {shown.cachedFrom != null && (
          <CachedMark messageId={message.id} from={shown.cachedFrom} isLast={isLast} />
        )}
        {isLast && shown.state === 'complete' && <AnotherTry message={shown} />}
        {!isStreaming && shown.state !== 'waiting' && <AnswerActions message={shown} isLast={isLast} />}
      </div>
    </article>
  )
})

function Notes({ message, live }: { readonly message: Message; readonly live: LiveAnswer | undefined }) {
  const unkept = useApp(
    (state) => state.line.unkept.find(({ messageId }) => messageId === message.id)?.code ?? null,
  )
  const model = useApp(({ selection, outages }) => modelNow(selection, outages))
  const notes = answerNotes(message, unkept, model)
  const withdrawn = live?.answer === null ? live.withdrawn : null
  const searchedFor = live?.condensed ?? null
  if (notes.length === 0 && withdrawn === null && searchedFor === null) return null
  return (
    <div className={classes.notes}>
      {notes.map(({ key, tone, text }) => (
        <StatusBadge key={key} tone={tone}>
          {text}
        </StatusBadge>
      ))}
      {withdrawn !== null && (
        <StatusBadge tone="warn">The model stopped: quoting your documents instead</StatusBadge>
      )}
      {searchedFor !== null && <span className={classes.condensed}>Searched for “{searchedFor}”</span>}
    </div>
  )
}

function modelNow(selection: ModelSelection | null, outages: readonly Outage[]): ModelNow {
  if (outages.some(({ part }) => part === 'chat_model')) return 'out'
  return selection?.chat == null ? 'none' : 'there'
}
