import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { type InstanceInfo, runningInstance } from '../../src-main/base/instance-lock.ts'
import { type Config, readConfig } from '../../src-main/config/index.ts'
import { type Connection, connectionTo } from './connection.ts'

/** How long one that is just starting gets to open its API. */
const STARTING_MS = 15_000
const READY_MS = 30_000
const POLL_MS = 50

/** To the Alcove that runs already with this data folder, or to one of our own for this question. */
export async function connect(note: (line: string) => void, signal: AbortSignal): Promise<Connection> {
  const config = readConfig()
  const running = await whenOpen(config.dataFolder, signal)
  if (!running?.origin) return startOwn(config, signal)
  note(`Asking the Alcove that runs already (${running.origin}).`)
  return connectionTo(running.origin, tokenOf(config.dataFolder))
}

async function startOwn(config: Config, signal: AbortSignal): Promise<Connection> {
  // Only now: an Alcove that runs already is asked without loading another one.
  const { startAlcove } = await import('../../src-main/composition.ts')
  const alcove = await startAlcove({
    config: { ...config, ALCOVE_PORT: 0 },
    launcher: nodeLauncher,
    stderr: false,
  })
  try {
    // What is not there by then is done without, and the answer says so.
    await until(() => alcove.services.diagnostics.ready(), READY_MS, signal)
  } catch (error) {
    await alcove.dispose()
    throw error
  }
  return connectionTo(alcove.api.origin, alcove.api.token, () => alcove.dispose())
}

async function whenOpen(dataFolder: string, signal: AbortSignal): Promise<InstanceInfo | null> {
  let running = runningInstance(dataFolder)
  await until(
    () => {
      running = runningInstance(dataFolder)
      return running === null || running.origin !== null
    },
    STARTING_MS,
    signal,
  )
  return running
}

async function until(done: () => boolean, ms: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + ms
  while (!done() && performance.now() < deadline) await sleep(POLL_MS, undefined, { signal })
}

/** Null where there is none to read: with ALCOVE_API_AUTH=off none is asked for. */
function tokenOf(dataFolder: string): string | null {
  try {
    return readFileSync(join(dataFolder, 'api-token'), 'utf8').trim()
  } catch {
    return null
  }
}
