import { carriers, type Item } from './item.ts'
import type { Match } from './matching.ts'
import type { Question } from './question.ts'

interface Place {
  readonly list: number
  readonly member: number
  readonly last: boolean
}

/**
 * Whether two things stand in one list on both sides, each with all that goes with it: `milk and lemon juice` is
 * `lemon juice and milk`, but `cats eat fish and dogs eat meat` is not `dogs eat fish and cats eat meat`.
 */
export function areListed(x: Match, y: Match, a: Question, b: Question, matches: readonly Match[]): boolean {
  // `Tom and Ann's brother` is not `Ann and Tom's brother`.
  if ([x, y].some((one) => one.a.genitive !== one.b.genitive)) return false
  const [inA, inB] = [listsOf(a.items), listsOf(b.items)]
  const [xa, ya, xb, yb] = [inA.get(x.a.at), inA.get(y.a.at), inB.get(x.b.at), inB.get(y.b.at)]
  if (xa === undefined || ya === undefined || xb === undefined || yb === undefined) return false
  if (xa.list !== ya.list || xb.list !== yb.list || xa.member === ya.member || xb.member === yb.member)
    return false
  return [x, y].every((one) => isWhole(one, inA, inB, matches))
}

/** What stands beside it goes along, but for what comes before the first of the list and behind its last. */
function isWhole(
  one: Match,
  inA: ReadonlyMap<number, Place>,
  inB: ReadonlyMap<number, Place>,
  matches: readonly Match[],
): boolean {
  const [here, there] = [inA.get(one.a.at), inB.get(one.b.at)]
  return matches.every((other) => {
    const [a, b] = [inA.get(other.a.at), inB.get(other.b.at)]
    const isBeside = a !== undefined && a.list === here?.list && a.member === here.member
    const isBesideThere = b !== undefined && b.list === there?.list && b.member === there.member
    if (isBeside === isBesideThere) return true
    return isBeside ? isOuter(a, other.a.at, one.a.at) : b !== undefined && isOuter(b, other.b.at, one.b.at)
  })
}

const isOuter = (place: Place, at: number, than: number) =>
  (place.member === 0 && at < than) || (place.last && at > than)

/** Runs of words with `and`, `or` or a comma between them, where at least one is joined by a word. */
function listsOf(items: readonly Item[]): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>()
  let runs: number[][] = [[]]
  let joined = false
  let lists = 0
  const close = () => {
    if (joined)
      runs.forEach((run, member) => {
        for (const at of run) places.set(at, { list: lists, member, last: member === runs.length - 1 })
      })
    lists += 1
    runs = [[]]
    joined = false
  }
  items.forEach((item, at) => {
    if (carriers.has(item.role)) runs.at(-1)?.push(at)
    else if (item.role === 'join' || (item.role === 'break' && item.raw === ',')) {
      joined ||= item.role === 'join'
      if (runs.at(-1)?.length !== 0) runs.push([])
    } else if (item.role !== 'filler' && item.role !== 'owner') close()
  })
  close()
  return places
}
