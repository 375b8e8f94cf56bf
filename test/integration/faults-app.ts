import { onTestFinished } from 'vitest'
import { type ChildEntry, type ChildLauncher, nodeLauncher } from '../../src-main/base/child-process.ts'
import { type Alcove, startAlcove } from '../../src-main/composition.ts'
import { readConfig } from '../../src-main/config/index.ts'
import { NO_OLLAMA } from './faults-headless.ts'
import { Script } from './faults-script.ts'

/** The whole app in this process, with its real children. */
export interface RunningApp {
  readonly alcove: Alcove
  readonly services: Alcove['services']
  readonly script: Script
  /** Of the newest child by that name. */
  childPid(entry: ChildEntry): number
  stop(): Promise<void>
}

export async function startApp(
  dataFolder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningApp> {
  const pids = new Map<ChildEntry, number | undefined>()
  const launcher: ChildLauncher = {
    start(entry, options) {
      const child = nodeLauncher.start(entry, options)
      pids.set(entry, child.pid)
      return child
    },
  }
  const config = readConfig({
    OLLAMA_HOST: NO_OLLAMA,
    ALCOVE_DATA: dataFolder,
    ALCOVE_PORT: '0',
    // Each question is to be answered anew, however often a test asks it.
    USE_SEMANTIC_CACHE: 'false',
    ...env,
  })
  const alcove = await startAlcove({ config, launcher, stderr: false })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= alcove.dispose()
    return stopped
  }
  onTestFinished(stop)
  return {
    alcove,
    services: alcove.services,
    script: new Script(alcove.api.origin, dataFolder),
    childPid(entry) {
      const pid = pids.get(entry)
      if (pid === undefined) throw new Error(`There is no ${entry}`)
      return pid
    },
    stop,
  }
}
