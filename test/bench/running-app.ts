import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { type Alcove, startAlcove } from '../../src-main/composition.ts'
import { readConfig } from '../../src-main/config/index.ts'

export interface RunningApp {
  readonly alcove: Alcove
  readonly dataFolder: string
  dispose(): Promise<void>
}

/** All services as headless runs them, in this process, with the models that come with Alcove unless `env` says otherwise. */
export async function runningApp(env: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'alcove-bench-'))
  const config = readConfig({
    ALCOVE_DATA: dataFolder,
    ALCOVE_PORT: '0',
    // Each question is to be answered anew, however often a test asks it.
    USE_SEMANTIC_CACHE: 'false',
    ALCOVE_LOG_LEVEL: 'error',
    ALCOVE_BACKEND: 'engine',
    ...env,
  })
  const alcove = await startAlcove({ config, launcher: nodeLauncher, stderr: false })
  while (!alcove.services.diagnostics.ready()) await sleep(50)
  return {
    alcove,
    dataFolder,
    async dispose() {
      await alcove.dispose()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** Adds what lies in the folder and waits until all of it is indexed. Seconds from the call to the end. */
export async function ingest(
  { alcove }: RunningApp,
  folder: string,
  collectionId = alcove.services.library.defaultCollection().id,
): Promise<number> {
  const { library } = alcove.services
  const started = performance.now()
  const { refused } = await library.add([folder], collectionId, AbortSignal.timeout(60_000))
  if (refused.length > 0) throw new Error(`Refused: ${JSON.stringify(refused)}`)
  const status = await library.whenSettled(AbortSignal.timeout(600_000))
  if (status.failed > 0 || status.waitingFor !== null)
    throw new Error(`Ingest ended as ${JSON.stringify(status)}`)
  return (performance.now() - started) / 1_000
}
