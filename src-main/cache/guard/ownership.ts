import { against } from './differences.ts'
import type { Match } from './matching.ts'
import type { Question } from './question.ts'
import type { Placed } from './roles.ts'

/** `Does Lena's sister live in Max's house` and `does Max's sister live in Lena's house`: each has the other's. */
export function ownersExchanged(a: Question, b: Question, matches: readonly Match[]): string | null {
  const owners = matches.filter((match) => isOwner(match.a) && isOwner(match.b))
  for (const [at, one] of owners.entries()) {
    for (const other of owners.slice(at + 1)) {
      const shares = (x: Match, y: Match) => {
        const owned = new Set(ownedBy(a, x.a))
        const ownedThere = new Set(ownedBy(b, y.b))
        return matches.some((match) => owned.has(match.a) && ownedThere.has(match.b))
      }
      if (shares(one, other) && shares(other, one) && !shares(one, one) && !shares(other, other))
        return against(`${one.a.item.raw}'s`, `${other.a.item.raw}'s`)
    }
  }
  return null
}

/** `The manager's assistant` and `the assistant's manager`: who is whose is turned round. */
export function ownershipTurned(a: Question, b: Question, matches: readonly Match[]): string | null {
  for (const owner of matches) {
    const owned = matches.filter(({ a: one }) => owner.a.genitive && ownedBy(a, owner.a).includes(one))
    const turned = owned.find((other) => other.b.genitive && ownedBy(b, other.b).includes(owner.b))
    if (turned) return against(`${owner.a.item.raw}'s`, `${turned.b.item.raw}'s`)
  }
  return null
}

const isOwner = (one: Placed) => one.genitive || one.label === 'loose:of'

/** What stands without a break behind `X's`, or before `of X`. */
function ownedBy(question: Question, owner: Placed): Placed[] {
  const at = question.placed.indexOf(owner)
  if (!owner.genitive) return question.placed.slice(Math.max(0, at - 1), at)
  const owned: Placed[] = []
  for (const next of question.placed.slice(at + 1)) {
    if (owned.length > 0 && !next.adjoining) break
    owned.push(next)
  }
  return owned
}
