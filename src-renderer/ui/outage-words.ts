import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import { plural } from './format.ts'
import type { Outage, OutageKind, Part } from './outages.ts'
import type { StatusTone } from './status.tsx'

export interface OutageWords {
  readonly tone: StatusTone
  /** What is out, as a sentence without its full stop. */
  readonly title: string
  /** What goes on all the same. */
  readonly works: string
}

export const partNames: Readonly<Record<Part, string>> = {
  chat_model: 'chat model',
  embedder: 'embedding model',
  vector_store: 'vector store',
  database: 'database',
  disk: 'disk',
}

const kindWords: Readonly<Record<OutageKind, string>> = {
  resting: 'is resting after failures',
  trying: 'is being tried again',
  stopped: 'was stopped by hand',
  missing: 'does not answer',
  slow: 'is slow',
  full: 'is full',
}

const tones: Readonly<Record<OutageKind, StatusTone>> = {
  resting: 'warn',
  trying: 'busy',
  stopped: 'off',
  missing: 'warn',
  slow: 'warn',
  full: 'bad',
}

const works: Readonly<Record<Part, string>> = {
  chat_model: 'Answers are quoted meanwhile.',
  embedder: 'Search goes by words; new documents wait.',
  vector_store: 'Search goes by words; nothing is lost.',
  database: 'Answers are shown now, and kept once it keeps up.',
  disk: 'Questions are answered; answers and new documents are kept once there is room.',
}

/** What the window says while a part is out. */
export function outageWords({ part, kind }: Pick<Outage, 'part' | 'kind'>): OutageWords {
  const isGone = part === 'database' && kind === 'missing'
  return {
    tone: tones[kind],
    title: `The ${partNames[part]} ${kindWords[kind]}`,
    works: isGone ? 'Nothing can be searched or kept. Your files are not touched.' : works[part],
  }
}

/** All that is out in one line, for the footer and for those who listen. */
export function outagesLine(outages: readonly Pick<Outage, 'part' | 'kind'>[]): string | null {
  const [first, ...others] = outages
  if (first === undefined) return null
  const also = others.map(({ part }) => partNames[part])
  return `${outageWords(first).title}${also.length === 0 ? '' : `; also out: ${list.format(also)}`}`
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** What came of a try by hand. */
export interface Tried {
  readonly part: Part
  readonly tone: StatusTone
  readonly words: string
}

/** Of a probe: the breaker as it was before it, where that was known, and after it. */
export function probed(part: Part, before: BreakerSnapshot | undefined, after: BreakerSnapshot): Tried {
  const name = `The ${partNames[part]}`
  if (after.failures > (before?.failures ?? 0) && after.consecutiveFailures > 0) {
    const why = after.lastFailure?.message ?? ''
    return { part, tone: 'warn', words: `${name} was asked and failed. ${why}`.trim() }
  }
  if (after.state === 'closed') return back(part)
  if (after.successes > (before?.successes ?? 0)) {
    const left = Math.max(1, after.settings.successThreshold - after.consecutiveSuccesses)
    return { part, tone: 'good', words: `${name} answered. After ${plural(left, 'more answer')} it is back.` }
  }
  return { part, tone: 'off', words: `${name} was asked and is busy.` }
}

export const back = (part: Part): Tried => ({
  part,
  tone: 'good',
  words: part === 'disk' ? 'Everything is kept now.' : `The ${partNames[part]} is back.`,
})

export function stillOut({ part, kind }: Pick<Outage, 'part' | 'kind'>): Tried {
  const words =
    kind === 'full'
      ? 'There is still no room on the disk.'
      : `The ${partNames[part]} ${kind === 'slow' ? 'is still slow' : 'still does not answer'}.`
  return { part, tone: 'warn', words }
}

export const notTried = (part: Part, why: string): Tried => ({ part, tone: 'warn', words: why })
