import { against } from '../differences.ts'
import { doerTurned } from '../doers.ts'
import { isFronted } from '../fronting.ts'
import { areListed } from '../lists.ts'
import type { Match } from '../matching.ts'
import { ownersExchanged, ownershipTurned } from '../ownership.ts'
import { isCalendarName } from '../quantities.ts'
import type { Question } from '../question.ts'
import type { Placed } from '../roles.ts'
import type { Rule } from '../rule.ts'
import { commonVerbs } from '../tables/common-verbs.ts'
import { wordSet } from '../tables/word-set.ts'

export const entityOrder: Rule = {
  name: 'entity_order',
  reason: 'The same words in another order may say who does what to whom the other way round.',
  example: ['What did Tom ask Anna?', 'What did Anna ask Tom?'],
  check({ a, b, matching: { matches } }) {
    const [one, other] = [a.voice, b.voice]
    if (one !== null && other !== null && one !== other) return against(`who as ${one}`, `who as ${other}`)
    if (a.toAsker !== b.toAsker) return 'done by the asker against done to the asker'
    const keywords = a.keywords || b.keywords
    const owners =
      doerTurned(a, b, matches) ?? ownersExchanged(a, b, matches) ?? ownershipTurned(a, b, matches)
    if (owners !== null) return owners
    for (let first = 0; first < matches.length; first++) {
      for (let second = first + 1; second < matches.length; second++) {
        const [x, y] = [matches[first], matches[second]]
        if (x === undefined || y === undefined || !isExchanged(x, y, keywords)) continue
        if (isTimeMoved(a, b, x, y)) continue
        if (!isFronted(a, b, x, y) && !areListed(x, y, a, b))
          return `${x.a.item.raw} and ${y.a.item.raw} exchanged`
      }
    }
    return null
  },
}

function isExchanged(x: Match, y: Match, keywords: boolean): boolean {
  if (areCoordinated(x.a, y.a) && areCoordinated(x.b, y.b)) return false
  if (isMeasured(x.a, y.a, x.b, y.b) || isMeasured(x.b, y.b, x.a, y.a)) return false
  if (isMeasured(y.a, x.a, y.b, x.b) || isMeasured(y.b, x.b, y.a, x.a)) return false
  if (headsExchanged(x, y)) return true
  if (!keywords && (compoundTurned(x.a, y.a, x.b, y.b) || compoundTurned(x.b, y.b, x.a, y.a))) return true
  if (!keywords && (compoundTurned(y.a, x.a, y.b, x.b) || compoundTurned(y.b, x.b, y.a, x.a))) return true
  const inverted = x.a.order < y.a.order !== x.b.order < y.b.order
  if (!inverted) return false
  if (keywords) return !isLoose(x) && !isLoose(y)
  if (torn(x, y) || torn(y, x)) return true
  return bothCore(x, y) || (sameTie(x, y) && ![x.a, x.b, y.a, y.b].some((one) => one.genitive))
}

/** `Father of the boy` may be `the boy's father` or `boy father`, but not `the boy who hit the father`. */
function torn(x: Match, y: Match): boolean {
  const isTorn = (one: Placed, tied: Placed, other: Placed, free: Placed) =>
    tied.label === 'loose:of' &&
    !tied.genitive &&
    tied.at > one.at &&
    one.label === 'core' &&
    free.label === 'core' &&
    other.label === 'core' &&
    other.at - free.at > 1 &&
    !other.adjoining
  return isTorn(x.a, y.a, x.b, y.b) || isTorn(x.b, y.b, x.a, y.a)
}

/** `How large was the sample` and `the sample size`: the measure asked for is the head of the other's compound. */
const isMeasured = (measure: Placed, noun: Placed, head: Placed, modifier: Placed) =>
  measure.item.measure && noun.at > measure.at && head.adjoining && head.at === modifier.at + 1

/** `On Sundays in winter` and `in winter on Sundays`: a time is bound to no place in the sentence. */
function isTimeMoved(a: Question, b: Question, x: Match, y: Match): boolean {
  const hasJoin = [a, b].some(({ items }) => items.some((item) => item.role === 'join'))
  const areAdjuncts = [x.a, x.b, y.a, y.b].every((one) => one.label === 'loose:in')
  return areAdjuncts && !hasJoin && isTime(x) && isTime(y)
}

const isTime = ({ a }: Match) =>
  isCalendarName(a.item.key) || timeWords.has(a.item.key) || /^(?:1|2)\d{3}$|\//.test(a.item.key)
const timeWords = wordSet('spring summer autumn winter morning afternoon evening night weekend')

const bothCore = (x: Match, y: Match) => [x.a, x.b, y.a, y.b].every((one) => one.label === 'core')
const sameTie = (x: Match, y: Match) =>
  x.a.label !== 'core' && x.a.label === x.b.label && x.a.label === y.a.label && y.a.label === y.b.label
const isLoose = ({ a, b }: Match) => a.label.startsWith('loose:') || b.label.startsWith('loose:')

/** The one is tied to the other on one side, and the other to the one on the other: jar of the lid. */
function headsExchanged(x: Match, y: Match): boolean {
  const [xa, xb, ya, yb] = [x.a.label, x.b.label, y.a.label, y.b.label]
  return xa !== xb && ya !== yb && xa === yb && ya === xb
}

/** `milk chocolate` is chocolate, `milk with chocolate` is milk; a verb and its object are no compound. */
function compoundTurned(first: Placed, second: Placed, x: Placed, y: Placed): boolean {
  const compound =
    second.adjoining && second.at === first.at + 1 && first.label === second.label && !first.genitive
  const tied = y.at > x.at && y.at - x.at <= 3 && y.label.startsWith('loose:') && y.label !== x.label
  return compound && tied && !commonVerbs.has(first.item.key)
}

function areCoordinated(a: Placed, b: Placed): boolean {
  if (a.genitive !== b.genitive) return false
  const [first, second] = a.at < b.at ? [a, b] : [b, a]
  return second.coordinated && second.at - first.at <= 3
}
