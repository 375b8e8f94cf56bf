import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../fixtures/cache')

export interface Pair {
  readonly a: string
  readonly b: string
}

export interface AdversarialPair extends Pair {
  readonly rule: string
  readonly reason: string
  readonly subject: string
}

export interface ParaphrasePair extends Pair {
  readonly kind: string
  readonly subject: string
}

/** Of a third author, who saw neither the guard nor the other pairs: in every style that questions are reworded in. */
export interface ThirdPair extends Pair {
  readonly id: string
  readonly same: boolean
  readonly style: string
  readonly reason: string
}

/** Of four more authors, who saw nothing of this either. No rule was made with these in view. */
export interface FurtherPair extends Pair {
  readonly author: 'faq' | 'everyday' | 'minimal' | 'mixed'
  readonly same: boolean
}

export interface KeyCollision extends Pair {
  readonly mustMiss: boolean
  readonly why: string
  readonly kind: string
  /** `conservative`: their answers may well be the same, and nothing could tell. */
  readonly basis: 'answer-differs' | 'conservative' | 'equal'
}

export type Half = 'tuning' | 'held-out'

/** Which half a pair is in depends on nothing but its first question, so it never moves. */
export function halfOf(pair: Pair): Half {
  const first = createHash('sha256').update(pair.a).digest()[0] ?? 0
  return first % 2 === 0 ? 'tuning' : 'held-out'
}

export const adversarialPairs = (): readonly AdversarialPair[] => read('adversarial-pairs.json')
export const paraphrasePairs = (): readonly ParaphrasePair[] => read('paraphrase-pairs.json')
export const thirdPairs = (): readonly ThirdPair[] => read('third-pairs.json')
export const furtherPairs = (): readonly FurtherPair[] => read('further-pairs.json')
/** As halfOf, by the pair's id. */
export const thirdHalfOf = ({ id }: ThirdPair): Half =>
  (createHash('sha256').update(String(id)).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'held-out'
export const keyCollisions = (): readonly KeyCollision[] => read('key-collisions.json')

function read<T extends Pair>(name: string): readonly T[] {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
