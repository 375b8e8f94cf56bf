import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Searched } from '../../src-main/cache/index.ts'
import { cacheOnFile, openBenchDatabase } from './cache-file.ts'
import { ClusteredVectors } from './clustered-vectors.ts'
import { answer, partition, questionAt } from './generated-cache.ts'
import { LoopDelay } from './loop-delay.ts'
import { type Bench, type Figure, median, percentile } from './report.ts'

const ENTRIES = 2_000
const DIMENSION = 384
const LOADS = 7
const LOADED_MS = 200

/** What an entry costs when it is taken in, at rest, and at the next start: on a real database file. */
export const cacheCostBench: Bench = {
  name: `cache-cost: ${ENTRIES.toLocaleString('en')} entries × ${DIMENSION}, answers of a kilobyte with three citations`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'alcove-cache-cost-'))
    const file = join(folder, 'alcove.db')
    try {
      const { times, bytes } = await fill(file)
      const loads = []
      for (let load = 0; load < LOADS; load++) loads.push(await loadTimes(file))
      const loaded = median(loads.map(({ cpuMs }) => cpuMs))
      return [
        { name: 'insert, p50', value: median(times), unit: 'ms' },
        { name: 'insert, p95', value: percentile(times, 0.95), unit: 'ms' },
        { name: 'all usable after the start, median', value: median(loads.map(({ ms }) => ms)), unit: 'ms' },
        {
          // What other programs take of the machine meanwhile is not in it.
          ...{ name: 'processor time of that, median', value: loaded, unit: 'ms' },
          ...{ goal: `${LOADED_MS} or less`, met: loaded <= LOADED_MS },
        },
        {
          name: 'longest turn of the loop meanwhile, median',
          value: median(loads.map(({ turn }) => turn)),
          unit: 'ms',
        },
        { name: 'on disk', value: bytes / ENTRIES, unit: 'bytes an entry' },
        { name: 'in memory', value: memoryEach(file), unit: 'bytes an entry' },
      ] satisfies readonly Figure[]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function fill(file: string) {
  const vectors = new ClusteredVectors(ENTRIES, DIMENSION)
  const database = openBenchDatabase(file)
  const empty = database.size()
  const { cache, dispose } = cacheOnFile(database)
  await cache.whenLoaded()
  const times: number[] = []
  for (let place = 0; place < ENTRIES; place++) {
    const question = questionAt(place)
    const searched: Searched = {
      request: { question, collectionId: 'c', k: 6, tokenBudget: 900 },
      ...{ documents: [`d${place % 500}`], passages: 'p'.repeat(64) },
    }
    const before = cache.epoch()
    const began = performance.now()
    const isKept = await cache.insert(
      { question, partition, vector: vectors.at(place), answer, searched },
      before,
    )
    times.push(performance.now() - began)
    if (!isKept) throw new Error(`Not kept: ${question}`)
  }
  await dispose()
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const bytes = database.size() - empty
  database.dispose()
  return { times, bytes }
}

async function loadTimes(file: string) {
  const database = openBenchDatabase(file)
  const delay = new LoopDelay()
  const used = process.cpuUsage()
  const began = performance.now()
  const { cache, dispose } = cacheOnFile(database)
  await cache.whenLoaded()
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(used)
  const cpuMs = (user + system) / 1_000
  const { longestTurn } = delay.stop()
  if (cache.stats().size !== ENTRIES) throw new Error(`Loaded ${cache.stats().size}`)
  await dispose()
  database.dispose()
  return { ms, cpuMs, turn: longestTurn }
}

/** In a process of its own: nobody else's garbage is counted. */
function memoryEach(file: string): number {
  const script = join(import.meta.dirname, 'cache-memory.ts')
  return Number(execFileSync(process.execPath, ['--expose-gc', script, file], { encoding: 'utf8' }))
}
