import { setTimeout as wait } from 'node:timers/promises'
import { ClusteredVectors } from './clustered-vectors.ts'
import { generatedCache, partition, rewordedAt } from './generated-cache.ts'
import { LoopDelay } from './loop-delay.ts'
import { PlainCache } from './plain-cache.ts'
import type { Bench, Figure } from './report.ts'

const PER_MINUTE = 1_000
const SECONDS = 10
const DIMENSION = 768
const SIZES = [2_000, 20_000]
/** Of our own code at a stretch: a frame of the window is 16. */
const GOAL_TURN_MS = 8
const never = new AbortController().signal

/** How late the main loop comes while questions are looked up, one each 60 ms, beside a plain cache of the same. */
export const cacheLoopBench: Bench = {
  name: `cache-loop: ${PER_MINUTE.toLocaleString('en')} questions a minute for ${SECONDS} s × ${DIMENSION}`,
  async run() {
    const figures: Figure[] = []
    for (const size of SIZES) {
      const vectors = new ClusteredVectors(size, DIMENSION)
      const of = size.toLocaleString('en')
      const { cache, dispose } = await generatedCache(size, vectors)
      const ours = async (time: number) => {
        const place = (time * 7_919) % size
        const vector = vectors.near(place)
        await cache.lookup({ question: rewordedAt(place), partition, embed: async () => vector }, never)
      }
      figures.push(...(await watched(`${of} entries`, ours, GOAL_TURN_MS)))
      await dispose()
      const plain = new PlainCache<number>()
      for (let place = 0; place < size; place++) plain.add(vectors.at(place), place)
      const theirs = async (time: number) => void plain.find(vectors.near((time * 7_919) % size))
      figures.push(...(await watched(`${of} entries, plain cache`, theirs, null)))
    }
    return figures
  },
}

async function watched(
  of: string,
  ask: (time: number) => Promise<void>,
  goal: number | null,
): Promise<readonly Figure[]> {
  for (let time = 0; time < 60; time++) await ask(time)
  const pause = 60_000 / PER_MINUTE
  const delay = new LoopDelay()
  const began = performance.now()
  for (let time = 0; time * pause < SECONDS * 1_000; time++) {
    await wait(Math.max(0, began + time * pause - performance.now()))
    await ask(time)
  }
  const { mean, p99, longestTurn } = delay.stop()
  return [
    { name: `${of}: loop delay, mean`, value: mean, unit: 'ms' },
    { name: `${of}: loop delay, p99`, value: p99, unit: 'ms' },
    {
      ...{ name: `${of}: longest turn of our own`, value: longestTurn, unit: 'ms' },
      ...(goal === null ? {} : { goal: `${goal} or less`, met: longestTurn <= goal }),
    },
  ]
}
