import { TimeSlices } from '../../base/time-slices.ts'
import { exactKey } from '../normalise.ts'
import type { AskedQuestion } from './asked-question.ts'

/** All that was asked in equal words, of one collection. */
export interface Wording {
  /** As it was asked last. */
  readonly question: string
  readonly collectionId: string | null
  readonly asked: readonly AskedQuestion[]
}

/** Asked most first. Questions by which nothing is asked are left out. In slices of a few milliseconds. */
export async function wordingsOf(
  questions: readonly AskedQuestion[],
  signal: AbortSignal,
): Promise<readonly Wording[]> {
  const slices = new TimeSlices()
  const byKey = new Map<string, AskedQuestion[]>()
  for (const each of questions) {
    await slices.rest(signal)
    const key = exactKey(each.question)
    if (key === null) continue
    const whole = JSON.stringify([each.collectionId, key])
    const others = byKey.get(whole)
    if (others) others.push(each)
    else byKey.set(whole, [each])
  }
  return [...byKey.values()]
    .map((asked) => {
      const { question, collectionId } = asked.reduce((one, other) => (other.at > one.at ? other : one))
      return { question, collectionId, asked }
    })
    .sort((one, other) => other.asked.length - one.asked.length || (one.question < other.question ? -1 : 1))
}
