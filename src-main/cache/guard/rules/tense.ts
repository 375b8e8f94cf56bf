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
    pair.a.tense === pair.b.tense
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

/** Behind `does`, in its dictionary form. */
const isDone = ({ items }: Question, { item, at }: Placed) =>
  item.text === item.key &&
  items.slice(Math.max(0, at - 5), at).some((before) => /^(?:do|does)$/.test(before.text))
