/**
 * How right the cache's evidence is, on labelled pairs: cosine alone, the guard alone, and both, at each threshold.
 * `node test/bench/cache-guard.ts [tuning|held-out|all] [folder of kept vectors] [built-in|second] [third]`, the last for
 * the pairs of a third author; the embedder's
 * vectors are made once.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from '../../src-main/cache/guard/guard.ts'
import {
  adversarialPairs,
  halfOf,
  type Pair,
  paraphrasePairs,
  thirdHalfOf,
  thirdPairs,
} from '../unit/cache/pair-fixtures.ts'
import { withRealEmbedder } from './second-embedder/real-embedders.ts'

const half = process.argv[2] ?? 'held-out'
const embedderName = process.argv[4] === 'second' ? 'second' : 'built-in'
const file = join(process.argv[3] ?? tmpdir(), `alcove-cache-pairs.${embedderName}.vectors.json`)
const chosen = <T extends Pair>(pairs: readonly T[]) =>
  pairs.filter((pair) => half === 'all' || halfOf(pair) === half)
const third = thirdPairs().filter((pair) => half === 'all' || thirdHalfOf(pair) === half)
const isThird = process.argv.includes('third')
const differing: readonly Pair[] = isThird ? third.filter((pair) => !pair.same) : chosen(adversarialPairs())
const same: readonly Pair[] = isThird ? third.filter((pair) => pair.same) : chosen(paraphrasePairs())

const vectors = new Map<string, readonly number[]>(
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [],
)
const missing = [...new Set([...differing, ...same].flatMap(({ a, b }) => [a, b]))].filter(
  (text) => !vectors.has(text),
)
if (missing.length > 0) await embed(missing)

async function embed(texts: readonly string[]): Promise<void> {
  await withRealEmbedder(embedderName, async (embedder) => {
    for (let from = 0; from < texts.length; from += 32) {
      const batch = texts.slice(from, from + 32)
      const made = await embedder.embed(batch, AbortSignal.timeout(120_000))
      batch.forEach((text, at) => {
        vectors.set(text, [...(made[at] ?? [])])
      })
    }
  })
  writeFileSync(file, JSON.stringify([...vectors]))
}

function cosine({ a, b }: Pair): number {
  const [x = [], y = []] = [vectors.get(a), vectors.get(b)]
  const dot = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))
}

const judged = (pairs: readonly Pair[]) =>
  pairs.map((pair) => ({ cosine: cosine(pair), passes: guard(pair.a, pair.b) === null }))
const [wrong, right] = [judged(differing), judged(same)]
const rows = [0, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.95, 0.98].map((threshold) => {
  const count = (all: typeof wrong, guarded: boolean) =>
    all.filter((pair) => pair.cosine >= threshold && (!guarded || pair.passes)).length
  const figures = (guarded: boolean) => {
    const [hits, falseHits] = [count(right, guarded), count(wrong, guarded)]
    const precision = hits + falseHits === 0 ? null : hits / (hits + falseHits)
    return { falseHits, precision: precision?.toFixed(4), hitRate: (hits / right.length).toFixed(3) }
  }
  return { threshold, cosineAlone: figures(false), withGuard: figures(true) }
})
console.log(
  `${embedderName} embedder, ${half}: ${differing.length} pairs whose answers differ, ${same.length} paraphrases`,
)
console.log(
  'threshold | cosine: false hits, precision, hit rate | with guard: false hits, precision, hit rate',
)
for (const { threshold, cosineAlone: one, withGuard: other } of rows)
  console.log(
    `${threshold.toFixed(2)} | ${one.falseHits}, ${one.precision}, ${one.hitRate} | ${other.falseHits}, ${other.precision}, ${other.hitRate}`,
  )
