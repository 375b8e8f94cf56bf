import type { Match } from './matching.ts'
import type { Question } from './question.ts'

/**
 * Whether one of two is a place or time that only one question puts in front, and the other at its end: `in fog,
 * what is allowed on a motorway` and `what is allowed on a motorway in fog`.
 */
export function isFronted(a: Question, b: Question, x: Match, y: Match): boolean {
  const isMoved = (one: Match, other: Match) =>
    one.a.label === one.b.label &&
    ((isInFront(a, one.a.at) && isAtEnd(b, one.b.at, other.b.at) && !isInFront(b, other.b.at)) ||
      (isInFront(b, one.b.at) && isAtEnd(a, one.a.at, other.a.at) && !isInFront(a, other.a.at)))
  return isMoved(x, y) || isMoved(y, x)
}

/** In what stands before the first pause, which opens with `in`, `on`, `at` or a joining word such as `once`. */
function isInFront({ items }: Question, at: number): boolean {
  const pause = items.findIndex((item) => item.role === 'break')
  const [first] = items
  return pause > at && (first?.key === 'in' || first?.role === 'direction')
}

/** Behind the other, with the same opening word between them and nothing of another tie after it. */
function isAtEnd({ items, placed }: Question, at: number, other: number): boolean {
  const one = placed.find((candidate) => candidate.at === at)
  const rest = placed.filter((candidate) => candidate.at > at)
  const isOpened = items
    .slice(other + 1, at)
    .some((item) => item.role === 'loose' || item.role === 'direction' || item.role === 'break')
  return other < at && isOpened && rest.every((candidate) => candidate.label === one?.label)
}
