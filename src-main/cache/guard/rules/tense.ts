import { against } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Placed } from '../roles.ts'
import type { Compared, Rule } from '../rule.ts'
import { isGoingOn } from '../tenses.ts'

export const tense: Rule = {
  name: 'tense',
  reason: 'What was, what is, what is going on and what will be have different answers.',
  example: ['Who is our supplier?', 'Who was our supplier?'],
  check: (pair) =>
    pair.a.tense === pair.b.tense || isMaker(pair)
      ? goingOnDiffers(pair)
      : against(pair.a.tense || 'present', pair.b.tense || 'present'),
}

/** `Is the door opening` and `is the door open`. */
function goingOnDiffers({ a, b, matching }: Compared): string | null {
  const turned = matching.matches.find((match) => {
    const isVerb = isDone(a, match.a) || isDone(b, match.b)
    return isGoingOn(a.items, match.a.at, isVerb) !== isGoingOn(b.items, match.b.at, isVerb)
  })
  return turned === undefined ? null : against(turned.a.item.raw, turned.b.item.raw)
}

/** `Who is the inventor` and `who invented it`: the noun tells of what was done. */
function isMaker({ a, b, matching }: Compared): boolean {
  if (a.kind !== 'who' || b.kind !== 'who') return false
  const isNow = a.tense === '' && b.tense === 'past'
  if (!isNow && !(b.tense === '' && a.tense === 'past')) return false
  return matching.matches.some(({ a: one, b: other }) => {
    const [noun, verb] = isNow ? [one, other] : [other, one]
    const isBehindBe = (isNow ? a : b).items
      .slice(0, noun.at)
      .every((item) => item.role !== 'auxiliary' || /^(?:is|are)$/.test(item.text))
    const isShared = noun.item.groups.some(
      (group) => group.startsWith('maker') && verb.item.groups.includes(group),
    )
    return isShared && noun.item.key !== verb.item.key && isBehindBe && verb.item.text !== verb.item.key
  })
}

/** Behind `does`, in its dictionary form. */
const isDone = ({ items }: Question, { item, at }: Placed) =>
  item.text === item.key &&
  items.slice(Math.max(0, at - 5), at).some((before) => /^(?:do|does)$/.test(before.text))
