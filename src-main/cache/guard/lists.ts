import { carriers, type Item } from './item.ts'
import type { Match } from './matching.ts'
import type { Question } from './question.ts'

interface Place {
  readonly list: number
  readonly member: number
}

/**
 * Whether two things are different members of one list on both sides: `milk and lemon juice` is `lemon juice and
 * milk`. Where a member leaves behind what goes with it (`red house and blue car`, `red car and blue house`), two of
 * one member have changed places, and this tells nothing in their favour.
 */
export function areListed(x: Match, y: Match, a: Question, b: Question): boolean {
  // `Tom and Ann's brother` is not `Ann and Tom's brother`.
  if ([x, y].some((one) => one.a.genitive !== one.b.genitive)) return false
  const [inA, inB] = [listsOf(a.items), listsOf(b.items)]
  const [xa, ya, xb, yb] = [inA.get(x.a.at), inA.get(y.a.at), inB.get(x.b.at), inB.get(y.b.at)]
  if (xa === undefined || ya === undefined || xb === undefined || yb === undefined) return false
  return xa.list === ya.list && xb.list === yb.list && xa.member !== ya.member && xb.member !== yb.member
}

/** Runs of words with `and`, `or` or a comma between them, where at least one is joined by a word. */
function listsOf(items: readonly Item[]): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>()
  let runs: number[][] = [[]]
  let joined = false
  let lists = 0
  const close = () => {
    if (joined)
      runs.forEach((run, member) => {
        for (const at of run) places.set(at, { list: lists, member })
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
