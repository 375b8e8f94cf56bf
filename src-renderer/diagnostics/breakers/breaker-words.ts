import type {
  BreakerName,
  BreakerSettings,
  BreakerSnapshot,
  BreakerState,
  BreakerTransition,
} from '../../../src-shared/schemas/resilience.ts'
import { formatDuration, plural } from '../../ui/format.ts'
import type { StatusTone } from '../../ui/status.tsx'

export const breakerTitles: Readonly<Record<BreakerName, string>> = {
  ollama_client: 'Chat on Ollama',
  ollama_embed: 'Embedding on Ollama',
  engine: 'Chat on the built-in engine',
  engine_embed: 'Embedding on the built-in engine',
  chroma: 'Vector store (Chroma)',
}

interface StateWords {
  readonly tone: StatusTone
  /** What it means for a person. */
  readonly label: string
  /** What an engineer calls it. */
  readonly term: string
}

export const stateWords: Readonly<Record<BreakerState, StateWords>> = {
  closed: { tone: 'good', label: 'Works', term: 'closed' },
  open: { tone: 'bad', label: 'Resting', term: 'open' },
  half_open: { tone: 'busy', label: 'Trying again', term: 'half-open' },
  forced_open: { tone: 'warn', label: 'Stopped by hand', term: 'forced open' },
  disabled: { tone: 'info', label: 'Unprotected', term: 'disabled' },
}

type Seen = Pick<BreakerSnapshot, 'state' | 'total' | 'consecutiveFailures' | 'consecutiveSuccesses'>

/** A closed breaker lets calls through; that its server works is said only of one whose last call succeeded. */
export function wordsOf({ state, total, consecutiveFailures, consecutiveSuccesses }: Seen): StateWords {
  if (state !== 'closed') return stateWords[state]
  if (consecutiveFailures > 0) return { tone: 'warn', label: 'Last call failed', term: 'closed' }
  if (consecutiveSuccesses > 0) return stateWords.closed
  return { tone: 'off', label: total === 0 ? 'Not asked yet' : 'Not known', term: 'closed' }
}

/** What a change led to: by hand, a closed breaker has not been seen to work. */
export const wordsOfChange = ({ from, to }: Pick<BreakerTransition, 'from' | 'to'>): StateWords =>
  to === 'closed' && from !== 'half_open'
    ? { ...stateWords.closed, tone: 'off', label: 'Closed' }
    : stateWords[to]

/** What the row of dots says. */
export function windowWords(window: readonly boolean[]): string {
  if (window.length === 0) return 'No outcome yet'
  const passed = window.filter(Boolean).length
  if (window.length === 1) return `The last call ${passed === 1 ? 'succeeded' : 'failed'}`
  return `${passed} of the last ${window.length} calls succeeded`
}

/** Alcove looks by itself whether a part that it needs is back; another is tried once somebody needs it. */
export function dueWords({ name, needed }: Pick<BreakerSnapshot, 'name' | 'needed'>): string {
  if (needed) return 'now'
  const isChat = name === 'ollama_client' || name === 'engine'
  return isChat ? 'with the next question' : 'with the next search or document'
}

/** What it waits for in a state without a countdown; null where it waits for nothing. */
export function waitWords({ state, consecutiveSuccesses, settings }: BreakerSnapshot): string | null {
  switch (state) {
    case 'closed':
    case 'open':
      return null
    case 'half_open':
      return `${Math.min(consecutiveSuccesses, settings.successThreshold)} of ${plural(settings.successThreshold, 'try', 'tries')} succeeded`
    case 'forced_open':
      return 'Until you reset it or restart Alcove'
    case 'disabled':
      return 'Every call goes through until you reset it or restart Alcove'
  }
}

/** When they open and close: one sentence for all, or where they differ, one for each. */
export function settingsLines(breakers: readonly BreakerSnapshot[]): readonly string[] {
  const lines = breakers.map(({ settings }) => settingsWords(settings))
  if (new Set(lines).size <= 1) return lines.slice(0, 1)
  return breakers.map(({ name, settings }) => `${breakerTitles[name]}: ${settingsWords(settings)}`)
}

function settingsWords(settings: BreakerSettings): string {
  const { failureThreshold, windowSize, timeoutMs, successThreshold, halfOpenMaxCalls } = settings
  return (
    `Opens at ${plural(failureThreshold, 'failure')} among the last ${plural(windowSize, 'call')}, ` +
    `rests ${formatDuration(timeoutMs)}, then tries with at most ${plural(halfOpenMaxCalls, 'call')} at once ` +
    `and closes after ${plural(successThreshold, 'success', 'successes')}.`
  )
}
