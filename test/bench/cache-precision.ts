import { guard } from '../../src-main/cache/index.ts'
import { EMBEDDING_MODEL, realEngine } from '../fakes/real-engine.ts'
import { adversarialPairs, halfOf, type Pair, paraphrasePairs } from '../unit/cache/pair-fixtures.ts'
import { cosine } from './cosine.ts'
import type { Bench, Figure } from './report.ts'

const BATCH = 32
const THRESHOLD = 0.92
const GOAL_PRECISION = 0.99

/**
 * What a question would be served when the other one of its pair was kept, on the half of the pairs that nothing was
 * tuned on, with the embedder that comes with Alcove: beside a plain cache of the same threshold.
 */
export const cachePrecisionBench: Bench = {
  name: `cache-precision: pairs of the held-out half, cosine of ${THRESHOLD} or more`,
  async run() {
    const different = heldOut(adversarialPairs())
    const same = heldOut(paraphrasePairs())
    const vectors = await embedded([...different, ...same].flatMap(({ a, b }) => [a, b]))
    const vectorOf = (text: string) => vectors.get(text) ?? new Float32Array()
    const isNear = ({ a, b }: Pair) => cosine(vectorOf(a), vectorOf(b)) >= THRESHOLD
    const isServed = (pair: Pair) => isNear(pair) && guard(pair.b, pair.a) === null
    return [
      { name: 'pairs that ask different things', value: different.length, unit: '' },
      { name: 'pairs that ask the same', value: same.length, unit: '' },
      ...figuresOf('plain cache', isNear, different, same, null),
      ...figuresOf('alcove', isServed, different, same, GOAL_PRECISION),
    ]
  },
}

const heldOut = <T extends Pair>(pairs: readonly T[]) => pairs.filter((pair) => halfOf(pair) === 'held-out')

function figuresOf(
  whose: string,
  isServed: (pair: Pair) => boolean,
  different: readonly Pair[],
  same: readonly Pair[],
  goal: number | null,
): readonly Figure[] {
  const wrong = different.filter(isServed).length
  const right = same.filter(isServed).length
  const precision = right / (right + wrong)
  return [
    {
      name: `${whose}: wrong hits`,
      value: wrong,
      unit: '',
      ...(goal === null ? {} : { goal: '0', met: wrong === 0 }),
    },
    {
      ...{ name: `${whose}: precision`, value: precision, unit: 'of its hits' },
      ...(goal === null ? {} : { goal: `${goal} or more`, met: precision >= goal }),
    },
    { name: `${whose}: hit rate`, value: right / same.length, unit: 'of pairs that ask the same' },
  ]
}

async function embedded(texts: readonly string[]): Promise<ReadonlyMap<string, Float32Array>> {
  const all = [...new Set(texts)]
  const vectors = new Map<string, Float32Array>()
  const engine = await realEngine()
  try {
    for (let from = 0; from < all.length; from += BATCH) {
      const batch = all.slice(from, from + BATCH)
      const made = await engine.server.embed(EMBEDDING_MODEL, batch, AbortSignal.timeout(120_000))
      for (const [at, text] of batch.entries()) vectors.set(text, Float32Array.from(made[at] ?? []))
    }
  } finally {
    await engine.dispose()
  }
  return vectors
}
