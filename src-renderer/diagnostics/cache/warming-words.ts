import type { WarmingSource, WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import { formatCount, plural } from '../../ui/format.ts'
import type { StatusTone } from '../../ui/status.tsx'

export const sourceWords: Readonly<Record<WarmingSource['from'], string>> = {
  most_asked: 'the questions asked most',
  headings: 'headings of the documents',
  questions: 'a list of questions',
}

const pauseWords: Readonly<Record<NonNullable<WarmingView['pausedFor']>, string>> = {
  question: 'Waits while a question is answered',
  ingest: 'Waits while documents are read in',
  no_model: 'Waits for a chat model and an embedding model',
  cache_off: 'Waits: earlier answers are switched off',
}

/** How it stands, in a few words. */
export function warmingState(view: WarmingView): { readonly tone: StatusTone; readonly label: string } {
  const { state, pausedFor, endedAt, total, wasStopped, wasFull, hasFailed } = view
  if (state === 'running') return { tone: 'busy', label: 'Answering ahead' }
  if (state === 'paused') return { tone: 'info', label: pausedFor === null ? 'Waits' : pauseWords[pausedFor] }
  if (endedAt === null) return { tone: 'off', label: 'Not running' }
  if (hasFailed) return { tone: 'bad', label: 'Ended by a fault' }
  if (wasFull) return { tone: 'info', label: 'Ended: there is no more room' }
  if (wasStopped) return { tone: 'off', label: 'Stopped' }
  return total === 0 ? { tone: 'info', label: 'Nothing to answer' } : { tone: 'good', label: 'Done' }
}

/** `12 of 40 questions: 9 answered and kept, 2 there already, 1 not kept`. */
export function warmingProgress(view: WarmingView): string {
  const { state, total, done, kept, alreadyThere, notKept } = view
  if (total === 0) return state === 'idle' ? 'no question was found' : 'looking for questions'
  const parts = [
    ...(kept > 0 ? [`${formatCount(kept)} answered and kept`] : []),
    ...(alreadyThere > 0 ? [`${formatCount(alreadyThere)} there already`] : []),
    ...(notKept > 0 ? [`${formatCount(notKept)} not kept`] : []),
  ]
  const progress = `${formatCount(done)} of ${plural(total, 'question')}`
  return parts.length === 0 ? progress : `${progress}: ${parts.join(', ')}`
}
