import { synonymPhrases } from './groups.ts'
import { wordSet } from './tables/word-set.ts'
import type { Token } from './token.ts'
import { lemmaOf } from './word-forms.ts'

const particles = wordSet('off on up out down back in over away together apart')
const between = wordSet('a an the my our your his her their this that these those it them')
const MOST_BETWEEN = 4

/** `Turn the heating off` is read as `turn off the heating`, where the two make a verb that has synonyms. */
export function withParticles(tokens: readonly Token[]): Token[] {
  const read = [...tokens]
  for (let at = 2; at < read.length; at++) {
    const particle = read[at]
    const next = read[at + 1]
    if (particle === undefined || !particles.has(particle.text) || !ends(next)) continue
    const verb = verbBefore(read, at)
    if (verb === null) continue
    read.splice(at, 1)
    read.splice(verb + 1, 0, particle)
  }
  return read
}

const ends = (next: Token | undefined) =>
  next === undefined ||
  next.kind === 'break' ||
  /^(?:in|on|at|for|when|if|before|after|during|with|without|by|via|from|to|through|using|until)$/.test(
    next.text,
  )

/** The nearest word before that makes a verb with the particle, with an object between that has its article. */
function verbBefore(tokens: readonly Token[], particle: number): number | null {
  const text = tokens[particle]?.text ?? ''
  for (let at = particle - 2; at >= 0 && at >= particle - MOST_BETWEEN; at--) {
    const token = tokens[at]
    if (token?.kind !== 'word') return null
    const words = [lemmaOf(token.text), text]
    const made = synonymPhrases.longestAt(0, (place) => words.slice(place, place + 1))
    const isObject = between.has(tokens[at + 1]?.text ?? '') || particle - at === 2
    if (made !== null && made.length === 2 && isObject) return at
  }
  return null
}
