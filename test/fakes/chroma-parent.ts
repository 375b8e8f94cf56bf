import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { ChromaServer } from '../../src-main/chroma/index.ts'
import { silentLog } from './silent-log.ts'

/** A process whose Chroma is to be an orphan: says its pid when it is ready, then waits to be killed. */
const server = new ChromaServer({
  folder: process.argv[2] ?? '',
  launcher: nodeLauncher,
  clock: systemClock,
  log: silentLog().scope('chroma'),
})
server.onState(({ state }) => {
  if (state === 'ready') process.send?.(server.pid)
})
server.start()
setInterval(() => undefined, 1_000)
