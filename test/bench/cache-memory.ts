import { cacheOnFile, openBenchDatabase } from './cache-file.ts'

/** Run by the bench of the cache's cost with --expose-gc and a database file: prints the bytes that each entry of it takes in memory. */
const database = openBenchDatabase(process.argv[2] ?? '')
// What any cache takes, such as compiled code, is there before: one that is switched off at once.
const first = cacheOnFile(database)
await first.cache.whenLoaded()
await first.dispose()
const before = usedBytes()
const { cache } = cacheOnFile(database)
await cache.whenLoaded()
console.log((usedBytes() - before) / cache.stats().size)
process.exit(0)

function usedBytes(): number {
  for (let time = 0; time < 3; time++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
