import { ClusteredVectors } from './clustered-vectors.ts'
import { dot } from './cosine.ts'
import { type GeneratedCache, generatedCache, partition, rewordedAt } from './generated-cache.ts'
import { PlainCache } from './plain-cache.ts'
import { type Bench, type Figure, median, percentile } from './report.ts'

const SIZES = [100, 2_000, 5_000, 20_000, 100_000]
const DIMENSIONS = [384, 768]
const LOOKUPS = 300
/** A plain cache takes so long at each that few say as much, and five times as long for five times as many. */
const PLAIN_LOOKUPS = 20
const PLAIN_UP_TO = 20_000
/** From here on the nearest is looked for by a graph. */
const GRAPH_ABOVE = 5_000
const RECALL_QUERIES = 100
const GOAL_RECALL = 0.99
/** Milliseconds at the 95th percentile. */
const goals: readonly (readonly [size: number, dimension: number, ms: number])[] = [
  [2_000, 768, 1],
  [100_000, 384, 5],
  [100_000, 768, 5],
]
const never = new AbortController().signal

/**
 * The cache's own look-up, given the question's vector: one half near an entry, one half near none; through key, index,
 * guard and the documents' version to the answer. The plain cache scans the same vectors.
 */
export const cacheLookupBench: Bench = {
  name: `cache-lookup: ${LOOKUPS} look-ups each; the embedder's time is not in them`,
  async run() {
    const figures: Figure[] = []
    for (const dimension of DIMENSIONS) {
      for (const size of SIZES) figures.push(...(await figuresOf(size, dimension)))
    }
    return figures
  },
}

async function figuresOf(size: number, dimension: number): Promise<readonly Figure[]> {
  const vectors = new ClusteredVectors(size, dimension)
  const made = await generatedCache(size, vectors)
  try {
    const of = `${size.toLocaleString('en')} × ${dimension}`
    // The first ones are for the compiler.
    await lookUp(made, vectors, size, 60)
    const { whole, nearest } = await lookUp(made, vectors, size, LOOKUPS)
    const goal = goals.find(([entries, numbers]) => entries === size && numbers === dimension)?.[2]
    const p95 = percentile(whole, 0.95)
    return [
      { name: `${of}: look-up p50`, value: median(whole), unit: 'ms' },
      {
        ...{ name: `${of}: look-up p95`, value: p95, unit: 'ms' },
        ...(goal === undefined ? {} : { goal: `${goal} or less`, met: p95 <= goal }),
      },
      { name: `${of}: look-up p99`, value: percentile(whole, 0.99), unit: 'ms' },
      { name: `${of}: of it the index, p95`, value: percentile(nearest, 0.95), unit: 'ms' },
      ...(size > PLAIN_UP_TO
        ? []
        : [{ name: `${of}: plain cache, p50`, value: median(plainTimes(vectors, size)), unit: 'ms' }]),
      ...(size > GRAPH_ABOVE ? await graphFigures(of, made, vectors, size) : []),
    ]
  } finally {
    await made.dispose()
  }
}

async function lookUp(
  { cache, index }: GeneratedCache,
  vectors: ClusteredVectors,
  size: number,
  times: number,
) {
  const whole: number[] = []
  const nearest: number[] = []
  for (let time = 0; time < times; time++) {
    const place = (time * 7_919) % size
    const vector = time % 2 === 0 ? vectors.near(place) : vectors.far(time)
    const request = { question: rewordedAt(place), partition, embed: async () => vector }
    const began = performance.now()
    await cache.lookup(request, never)
    whole.push(performance.now() - began)
    const asked = performance.now()
    await index.nearest(vector, 8, 0.84)
    nearest.push(performance.now() - asked)
  }
  return { whole, nearest }
}

function plainTimes(vectors: ClusteredVectors, size: number): readonly number[] {
  const plain = new PlainCache<number>()
  for (let place = 0; place < size; place++) plain.add(vectors.at(place), place)
  return Array.from({ length: PLAIN_LOOKUPS }, (_, time) => {
    const vector = time % 2 === 0 ? vectors.near((time * 7_919) % size) : vectors.far(time)
    const began = performance.now()
    plain.find(vector)
    return performance.now() - began
  })
}

/** Whether the graph says the same nearest one as a comparison with each does. */
async function graphFigures(
  of: string,
  { index, builtIn }: GeneratedCache,
  vectors: ClusteredVectors,
  size: number,
): Promise<readonly Figure[]> {
  const queries = Array.from({ length: RECALL_QUERIES }, (_, at) => vectors.near((at * 6_101) % size))
  const best = queries.map(() => ({ id: 0, similarity: -1 }))
  for (let place = 0; place < size; place++) {
    const vector = vectors.at(place)
    for (const [at, query] of queries.entries()) {
      const similarity = dot(query, vector)
      if (similarity > (best[at]?.similarity ?? 1)) best[at] = { id: place + 1, similarity }
    }
  }
  let right = 0
  for (const [at, query] of queries.entries()) {
    const [first] = await index.nearest(query, 1)
    if (first?.id === best[at]?.id) right++
  }
  const recall = right / queries.length
  return [
    { name: `${of}: loaded and in the graph`, value: builtIn, unit: 's' },
    {
      ...{ name: `${of}: recall@1 of the graph`, value: recall, unit: '' },
      ...{ goal: `${GOAL_RECALL} or more`, met: recall >= GOAL_RECALL },
    },
  ]
}
