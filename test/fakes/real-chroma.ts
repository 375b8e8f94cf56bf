import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import type { VectorStore } from '../../src-main/chroma/index.ts'
import { ChromaServer, type ChromaServerOptions, ChromaVectorStore } from '../../src-main/chroma/index.ts'
import { silentLog } from './silent-log.ts'

/** The real server, in a folder of its own. */
export async function realChroma(options: Partial<ChromaServerOptions> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'alcove-chroma-'))
  const folder = join(root, 'chroma')
  const log = silentLog()
  const server = new ChromaServer({
    folder,
    launcher: nodeLauncher,
    clock: systemClock,
    log: log.scope('chroma'),
    lookEveryMs: 250,
    ...options,
  })
  const store = new ChromaVectorStore(server)
  // The clock's timers keep nobody alive.
  const alive = setInterval(() => undefined, 1_000)
  return {
    root,
    folder,
    store,
    log,
    async close() {
      clearInterval(alive)
      await store.dispose()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Settles when the store is in that state, from now on. */
export function whenState(store: VectorStore, state: 'ready' | 'down', deadlineMs = 60_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ${state} in time`)), deadlineMs)
    const subscription = store.onState((now) => {
      if (now.state !== state) return
      clearTimeout(timer)
      void subscription.dispose()
      resolve()
    })
  })
}

export async function whenReady(store: VectorStore): Promise<void> {
  if (store.state.state !== 'ready') await whenState(store, 'ready')
}
