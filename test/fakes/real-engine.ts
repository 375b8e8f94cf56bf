import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { Engine } from '../../src-main/engine/index.ts'
import { ConnectionPool, createEngineServer, type OllamaServer } from '../../src-main/ollama/index.ts'
import { silentLog } from './silent-log.ts'

export const bundledModels = resolve(import.meta.dirname, '../../resources/models')
export const CHAT_MODEL = 'smollm2-135m-instruct-q4_1'
export const EMBEDDING_MODEL = 'all-minilm-l6-v2-q8_0'

export interface RealEngine {
  readonly engine: Engine
  readonly server: OllamaServer
  /** An empty folder of this engine's own, for models and digests. */
  readonly folder: string
  dispose(): Promise<void>
}

/** Nothing fake: the engine's own process with the models that come with Alcove. */
export async function realEngine(): Promise<RealEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'alcove-engine-'))
  const engine = new Engine({
    launcher: nodeLauncher,
    clock: systemClock,
    log: silentLog().scope('engine'),
    modelFolders: [bundledModels, folder],
    stateFolder: folder,
  })
  const pool = new ConnectionPool({ clock: systemClock })
  const server = createEngineServer({ engine, clock: systemClock, pool })
  return {
    engine,
    server,
    folder,
    async dispose() {
      await pool.dispose()
      await engine.dispose()
      await rm(folder, { recursive: true })
    },
  }
}
