import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import { plural } from './format.ts'
import type { Outage, OutageKind, Part } from './outages.ts'
import { probeResult } from './probe-result.ts'
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
  restarting: 'is restarting',
  slow: 'is slow',
  full: 'is full',
}

const tones: Readonly<Record<OutageKind, StatusTone>> = {
  resting: 'warn',
  trying: 'busy',
  stopped: 'off',
  missing: 'warn',
  restarting: 'busy',
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

/** What the window says while a part is out. @param waits questions wait for the chat model. @default false */
export function outageWords(outage: Pick<Outage, 'part' | 'kind'>, waits = false): OutageWords {
  const { part, kind } = outage
  return {
    tone: tones[kind],
    title: `The ${partNames[part]} ${kindWords[kind]}`,
    works: worksWords(outage, waits),
  }
}

function worksWords({ part, kind }: Pick<Outage, 'part' | 'kind'>, waits: boolean): string {
  if (part === 'chat_model' && waits) return 'Your questions wait.'
  if (part !== 'database' || kind !== 'missing') return works[part]
  return 'Nothing can be searched or kept. Your files are not touched.'
}

/** All that is out in one line, for the footer and for those who listen. */
export function outagesLine(outages: readonly Pick<Outage, 'part' | 'kind'>[]): string | null {
  const [first, ...others] = outages
  if (first === undefined) return null
  const also = others.map(({ part }) => partNames[part])
  return `${outageWords(first).title}${also.length === 0 ? '' : `; also out: ${list.format(also)}`}`
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** What came of a try by hand, or which parts are back. */
export interface Tried {
  readonly parts: readonly Part[]
  /** They are there again, by a try or by themselves. @default false */
  readonly isBack?: boolean
  readonly tone: StatusTone
  readonly words: string
}

/**
 * Of a probe: the breaker as it was before it, where that was known, and after it. Back is only what has answered.
 *
 * @param isOut the part is told to be out all the same. @default false
 */
export function probed(
  part: Part,
  before: BreakerSnapshot | undefined,
  after: BreakerSnapshot,
  isOut = false,
): Tried {
  const name = `The ${partNames[part]}`
  const parts = [part]
  const result = probeResult(before, after)
  if (result === 'unasked') return unanswered(part)
  if (result === 'silent') return { parts, tone: 'off', words: `${name} was asked and is busy.` }
  if (result === 'failed') {
    const why = after.lastFailure?.message ?? ''
    return { parts, tone: 'warn', words: `${name} was asked and failed. ${why}`.trim() }
  }
  if (after.state === 'closed') {
    return isOut ? { parts, tone: 'good', words: `${name} answered.` } : back(parts)
  }
  const left = Math.max(1, after.settings.successThreshold - after.consecutiveSuccesses)
  return { parts, tone: 'good', words: `${name} answered. After ${plural(left, 'more answer')} it is back.` }
}

/** Several in one sentence: what comes back together is one piece of news. */
export function back(parts: readonly Part[]): Tried {
  const names = Object.entries(partNames)
    .filter(([part]) => part !== 'disk' && parts.some((each) => each === part))
    .map(([, name]) => `the ${name}`)
  const answering = `${list.format(names)} ${names.length === 1 ? 'is' : 'are'} back.`
  const sentences = [
    ...(names.length === 0 ? [] : [answering.charAt(0).toUpperCase() + answering.slice(1)]),
    ...(parts.includes('disk') ? ['Everything is kept now.'] : []),
  ]
  return { parts, tone: 'good', isBack: true, words: sentences.join(' ') }
}

/** Stands under what says that the part is out, and so does not say it once more. */
export function stillOut({ part, kind }: Pick<Outage, 'part' | 'kind'>): Tried {
  return { parts: [part], tone: 'warn', words: `Tried just now: ${stillWords(part, kind)}.` }
}

function stillWords(part: Part, kind: OutageKind): string {
  if (kind === 'full') return 'there is no room yet'
  return kind === 'slow' ? `the ${partNames[part]} took too long` : `nothing from the ${partNames[part]} yet`
}

/** It can be asked again; that it answers is still to be seen. */
export const unanswered = (part: Part): Tried => ({
  parts: [part],
  tone: 'off',
  words: `The ${partNames[part]} is there again, and has not answered yet.`,
})

export const notTried = (part: Part, why: string): Tried => ({ parts: [part], tone: 'warn', words: why })
