import { against } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Placed } from '../roles.ts'
import type { Compared, Rule } from '../rule.ts'
import { wordSet } from '../tables/word-set.ts'

export const words: Rule = {
  name: 'words',
  reason: 'A word that only one question has, and that carries meaning, narrows or changes what is asked.',
  example: ['What is the notice period?', 'What is the notice period during probation?'],
  check(pair) {
    const a = pair.matching.onlyA.filter((one) => !isLight(one, pair))
    const b = pair.matching.onlyB.filter((one) => !isLight(one, pair))
    if (a.length + b.length > 0) return against(shown(a), shown(b))
    const [one, other] = [doesIn(pair.a), doesIn(pair.b)]
    if (one !== other) return against(one, other)
    return pair.matching.matches.length === 0 ? 'no word in common' : null
  },
}

/** `Do` as the verb itself, behind an auxiliary: what a firm does is not what it has. */
function doesIn({ items }: Question): string {
  const behind = items.filter(
    (item, at) =>
      /^(?:do|done|doing)$/.test(item.text) &&
      item.role !== 'content' &&
      items.slice(Math.max(0, at - 5), at).some((before) => before.role === 'auxiliary' || before.role === 'modal'),
  )
  return behind.map(() => 'do').join(' ')
}

/** Stand beside a noun that says what a verb alone says: `make a decision`, `how does the disposal work`. */
const light = wordSet('work make carry perform conduct undertake take responsible give step')

function isLight(one: Placed, pair: Compared): boolean {
  return light.has(one.item.key) && pair.matching.matches.some((match) => match.nominal)
}

const shown = (placed: readonly Placed[]) => placed.map((one) => one.item.raw).join(' ')
