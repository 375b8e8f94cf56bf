import { contenders, type Protect } from './breaker-contenders.ts'

/**
 * Run by the bench of the breaker with --expose-gc and the name of one contender: prints the bytes that one of its
 * breakers takes, with its window full.
 */
const BREAKERS = 10_000
const CALLS_EACH = 20

const protect = contenders[process.argv[2] ?? '']
if (!protect || !globalThis.gc) throw new Error('Run as: node --expose-gc breaker-memory.ts <contender>')
// What all of its breakers share, such as compiled code, is there before.
await usedBreakers(protect, 200)
const before = usedBytes()
const kept = await usedBreakers(protect, BREAKERS)
console.log((usedBytes() - before) / kept.length)
process.exit(0)

async function usedBreakers(make: Protect, count: number): Promise<readonly unknown[]> {
  const calls = Array.from({ length: count }, () => make(noOp))
  for (const call of calls) for (let time = 0; time < CALLS_EACH; time++) await call()
  return calls
}

async function noOp(): Promise<void> {}

function usedBytes(): number {
  for (let time = 0; time < 3; time++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
