import { loadavg } from 'node:os'
import { breakerBench } from './breaker.ts'
import { cacheAgreementBench } from './cache-agreement.ts'
import { cacheCostBench } from './cache-cost.ts'
import { cacheEmbeddersBench } from './cache-embedders.ts'
import { cacheHttpBench } from './cache-http.ts'
import { cacheLookupBench } from './cache-lookup.ts'
import { cacheLoopBench } from './cache-loop.ts'
import { cachePrecisionBench } from './cache-precision.ts'
import { chaosBench } from './chaos.ts'
import { ingestBench } from './ingest.ts'
import { largeLibraryBench } from './large-library.ts'
import { outageBench } from './outage.ts'
import { poolBench } from './pool.ts'
import { qualityBench } from './quality.ts'
import { questionBench } from './question.ts'
import { type Figure, machine, print, save } from './report.ts'
import { moveScratchFolder } from './scratch.ts'
import { startupBench } from './startup.ts'

/** `npm run bench -- [name…]`; all where none is named. */
const benches = [
  startupBench,
  ingestBench,
  questionBench,
  largeLibraryBench,
  qualityBench,
  breakerBench,
  poolBench,
  outageBench,
  chaosBench,
  cacheEmbeddersBench,
  cachePrecisionBench,
  cacheAgreementBench,
  cacheLookupBench,
  cacheHttpBench,
  cacheCostBench,
  cacheLoopBench,
]
const wanted = process.argv.slice(2)
const chosen = benches.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)),
)

if (chosen.length === 0) {
  console.error(
    `There is no such bench. There are: ${benches.map(({ name }) => name.split(':')[0]).join(', ')}`,
  )
  process.exit(2)
}
moveScratchFolder()
const on = await machine()
console.log(
  `${on.cpu}, ${on.memoryGiB} GiB, ${on.system}, Node ${on.node}, Electron ${on.electron ?? 'absent'}, ${on.revision}, load ${on.load.join(' ')}`,
)
const results: { readonly bench: string; readonly figures: readonly Figure[] }[] = []
for (const bench of chosen) {
  const figures = await bench.run()
  print(bench.name, figures)
  results.push({ bench: bench.name, figures })
}
console.log(`\nLoad at the end ${loadavg()[0]?.toFixed(2)}`)
console.log(`Written to ${save({ machine: on, results })}`)
process.exit(0)
