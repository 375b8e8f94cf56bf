import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { DisposableStore } from '../../src-main/base/disposable.ts'
import { AnswerPipelineService } from '../../src-main/chat/index.ts'
import { createVectorStore } from '../../src-main/chroma/index.ts'
import { readConfig, SettingsStore } from '../../src-main/config/index.ts'
import { Engine } from '../../src-main/engine/index.ts'
import { LibraryService, ReaderPool } from '../../src-main/library/index.ts'
import {
  ConnectionPool,
  createEngineServer,
  ModelService,
  type Models,
  OllamaServer,
} from '../../src-main/ollama/index.ts'
import { HybridRetriever } from '../../src-main/retrieval/index.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from './silent-log.ts'

const resources = resolve(import.meta.dirname, '../../resources')

export interface SampleQuestion {
  readonly question: string
  /** Asked after `question`, of what it says. */
  readonly followUp?: string
  /** File that answers; null where none does. */
  readonly document: string | null
  readonly alsoIn?: readonly string[]
  readonly answer?: string
  readonly kind: string
}

export async function sampleQuestions(): Promise<SampleQuestion[]> {
  const file = resolve(import.meta.dirname, '../fixtures/sample-questions.json')
  return JSON.parse(await readFile(file, 'utf8')) as SampleQuestion[]
}

/** Whether the text states the fact, however it is spaced and marked up. */
export function states(text: string, fact: string): boolean {
  const plain = (value: string) => value.toLowerCase().replace(/[\s*_`|>]+/g, ' ')
  return plain(text).includes(plain(fact))
}

/**
 * The sample handbook in a library of its own, nothing in it fake: the engine with the models that come with
 * Alcove, the Chroma server, SQLite in a temporary folder.
 */
export async function sampleLibrary() {
  const folder = await mkdtemp(join(tmpdir(), 'alcove-samples-'))
  const parts = new DisposableStore()
  parts.add({ dispose: () => rm(folder, { recursive: true, force: true }) })
  const clock = systemClock
  const log = silentLog().scope('test')
  // A port where nobody listens: the person's own Ollama must not answer here.
  const config = readConfig({ ALCOVE_DATA: folder, OLLAMA_HOST: '127.0.0.1:9' })
  const database = parts.add(openDatabase({ file: join(folder, 'alcove.db'), log }))
  const settings = new SettingsStore(database, config)
  const engine = parts.add(
    new Engine({
      ...{ launcher: nodeLauncher, clock, log, stateFolder: folder },
      modelFolders: [join(resources, 'models')],
    }),
  )
  const pool = parts.add(new ConnectionPool({ clock }))
  const ollama = new OllamaServer({
    ...{ backend: 'ollama', clock, pool, origin: 'http://127.0.0.1:9' },
    address: async () => ({ origin: 'http://127.0.0.1:9' }),
  })
  const engineServer = createEngineServer({ engine, clock, pool })
  const models: Models & { start(): void } = parts.add(
    new ModelService({ ollama, engineServer, engine, settings, clock, log, memory: totalmem() }),
  )
  models.start()
  const vectors = parts.add(
    createVectorStore({ config, launcher: nodeLauncher, clock, log, folder: join(folder, 'chroma') }),
  )
  const tokenizerFile = join(resources, 'models', 'all-minilm-l6-v2.tokenizer.json')
  const readers = parts.add(new ReaderPool({ launcher: nodeLauncher, clock, log, tokenizerFile }))
  const library = parts.add(new LibraryService({ database, readers, models, vectors, clock, log }))
  await models.refresh(AbortSignal.timeout(60_000))
  await library.add([join(resources, 'samples')], library.defaultCollection().id, AbortSignal.timeout(60_000))
  const status = await library.whenSettled(AbortSignal.timeout(120_000))
  const retriever = new HybridRetriever({ database, models, vectors, library, clock, log })
  const pipelineWith = (chatModel: Models['chatModel']) =>
    new AnswerPipelineService({
      isSound: () => true,
      ...{ database, settings, clock, log, retriever },
      models: { chatModel, embedder: () => models.embedder() },
    })
  return {
    ...{ database, engine, library, models, retriever, vectors, status, pipelineWith },
    dispose: () => parts.dispose(),
  }
}
export type SampleLibrary = Awaited<ReturnType<typeof sampleLibrary>>
