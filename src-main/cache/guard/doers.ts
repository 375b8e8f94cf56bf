import { against } from './differences.ts'
import type { Match } from './matching.ts'
import type { Question } from './question.ts'
import { doers, makers } from './tables/agents.ts'
import { entriesOf } from './tables/word-set.ts'

const verbs = new Set(entriesOf(makers + doers).map((entry) => entry.split(' ')[0]))

/** `Who is Tom's supervisor` asks who supervises Tom, and not whom Tom supervises. */
export function doerTurned(a: Question, b: Question, matches: readonly Match[]): string | null {
  for (const { a: one, b: other } of matches) {
    const isShared = one.item.groups.some(
      (group) => /^(?:maker|doer)/.test(group) && other.item.groups.includes(group),
    )
    if (!isShared || verbs.has(one.item.key) === verbs.has(other.item.key)) continue
    const isMaker = one.item.groups.some(
      (group) => group.startsWith('maker') && other.item.groups.includes(group),
    )
    if (isMaker && a.tense === '' && b.tense === '') return against(one.item.raw, other.item.raw)
    if ((verbs.has(one.item.key) ? a : b).voice !== 'agent') return against(one.item.raw, other.item.raw)
  }
  return null
}
