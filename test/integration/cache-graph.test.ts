import { expect, onTestFinished, test, vi } from 'vitest'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { GraphHost } from '../../src-main/cache/nearest/graph-host.ts'
import { GrowingIndex } from '../../src-main/cache/nearest/growing-index.ts'
import { direction, seededNumbers } from '../fakes/seeded-vectors.ts'
import { silentLog } from '../fakes/silent-log.ts'

const DIMENSION = 384
const LOOKUPS = 300

/**
 * As questions lie: in clusters of rewordings, and all of them with something in common. Each row is what a cluster
 * shares, and its own part of `spread`.
 */
function clustered(count: number, perCluster: number, spread: number): readonly Float32Array[] {
  const random = seededNumbers(count)
  // Nearly normal: without a bound on each side, no direction is preferred.
  const noise = () => random() + random() + random() + random()
  const row = () => Float32Array.from({ length: DIMENSION }, noise)
  const common = row()
  const clusters = Array.from({ length: Math.ceil(count / perCluster) }, row)
  return Array.from({ length: count }, (_, at) => {
    const cluster = clusters[at % clusters.length] ?? common
    return direction(cluster.map((value, i) => 0.8 * value + 0.5 * (common[i] ?? 0) + spread * noise()))
  })
}

const dot = (a: Float32Array, b: Float32Array) => {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function opened(): GrowingIndex {
  const graphs = new GraphHost({
    ...{ launcher: nodeLauncher, clock: systemClock, log: silentLog().scope('cache') },
  })
  onTestFinished(() => graphs.dispose())
  return new GrowingIndex({ dimension: DIMENSION, graphs })
}

const whole = (index: GrowingIndex) =>
  vi.waitFor(() => expect(index.graph).toBe('whole'), { timeout: 90_000, interval: 20 })

/** Share of look-ups, reworded from rows that are there, whose first is the nearest of all. */
async function recall(index: GrowingIndex, rows: ReadonlyMap<number, Float32Array>): Promise<number> {
  const random = seededNumbers(7)
  const ids = [...rows.keys()]
  let right = 0
  for (let lookup = 0; lookup < LOOKUPS; lookup++) {
    const row = rows.get(ids[(lookup * 7_919) % ids.length] ?? 0) ?? new Float32Array(DIMENSION)
    const asked = direction(row.map((value) => value + (0.4 * random()) / Math.sqrt(DIMENSION)))
    const [first] = await index.nearest(asked, 8, 0.5)
    let most = -1
    for (const vector of rows.values()) most = Math.max(most, dot(asked, vector))
    if (first && first.similarity > most - 1e-5) right++
  }
  return right / LOOKUPS
}

test.each([
  ['8 rewordings of each question', 8, 0.6],
  ['400 of each, which hardly differ', 400, 0.15],
])('finds the nearest of 6,000 as a scan does: %s', async (_what, perCluster, spread) => {
  const index = opened()
  const rows = new Map(clustered(6_000, perCluster, spread).entries())
  for (const [id, vector] of rows) index.add(id, vector)
  await whole(index)
  expect(await recall(index, rows)).toBeGreaterThanOrEqual(0.99)
})

test('goes on so when each entry has been replaced by another, twice', async () => {
  const index = opened()
  const all = clustered(16_500, 8, 0.6)
  const rows = new Map<number, Float32Array>()
  for (const [id, vector] of all.entries()) {
    index.add(id, vector)
    rows.set(id, vector)
    if (id >= 5_500) {
      index.remove(id - 5_500)
      rows.delete(id - 5_500)
    }
    // As they come in life: the graph takes some in before the next come.
    if (id % 250 === 0 && id > 5_500) await whole(index)
  }
  await whole(index)
  expect(index.size).toBe(5_500)
  expect(await recall(index, rows)).toBeGreaterThanOrEqual(0.99)
})
