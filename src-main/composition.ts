import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }
import { breakersOf, isSound } from '../src-shared/schemas/resilience.ts'
import type { SettingsView } from '../src-shared/schemas/settings.ts'
import type { ChildLauncher } from './base/child-process.ts'
import { systemClock } from './base/clock.ts'
import { type Disposable, DisposableStore } from './base/disposable.ts'
import { Emitter } from './base/emitter.ts'
import { InstanceLock } from './base/instance-lock.ts'
import { createLog } from './base/logger.ts'
import { buildCaching, buildWarming } from './caching.ts'
import {
  AnswerPipelineService,
  ChatModelAvailability,
  ChatSessionsService,
  ConversationStore,
} from './chat/index.ts'
import { createVectorStore, GuardedVectorStore } from './chroma/index.ts'
import { type Config, SettingsStore } from './config/index.ts'
import { DiagnosticsService, type ProcessMemory, residentBytes } from './diagnostics/index.ts'
import { Engine } from './engine/index.ts'
import { ApiServer, readOrMakeToken } from './http/index.ts'
import { LibraryService, ReaderPool } from './library/index.ts'
import { createEngineServer, ModelService, OllamaServer, ollamaOrigin } from './ollama/index.ts'
import {
  buildProtection,
  callDeadlines,
  guarded,
  neededBreakers,
  probesOf,
  tryServersThatReturn,
} from './protection.ts'
import { ResilienceService } from './resilience/index.ts'
import { HybridRetriever, QuestionEmbedder } from './retrieval/index.ts'
import type { Services } from './services.ts'
import { BreakerHistoryTable, openDatabase } from './storage/index.ts'

const { version } = packageJson

export interface AlcoveOptions {
  readonly config: Config
  /** How children are started: the one thing that differs between Electron and plain Node. */
  readonly launcher: ChildLauncher
  /** Whether the log is also written to stderr. */
  readonly stderr: boolean
  /** Memory of each process; by /proc where absent. */
  readonly processes?: () => readonly ProcessMemory[]
}

export interface Alcove extends Disposable {
  readonly services: Services
  /** Where the localhost API is, as it was really bound. */
  readonly api: {
    readonly origin: string
    readonly port: number
    readonly requestedPort: number
    readonly token: string
    readonly tokenFile: string
  }
  /** The machine slept: kept connections are dead, and what was away may be back. */
  resumed(): void
  dispose(): Promise<void>
}

/** The project's folder when run from source, the packaged app's otherwise. */
const resources = join(
  dirname(fileURLToPath(import.meta.url)),
  import.meta.url.endsWith('.ts') ? '..' : '../..',
  'resources',
)

/**
 * Builds every service, in order, and opens the localhost API. Each is disposed in reverse order, also those
 * that were built when a later one fails. Throws CONFLICT where another Alcove owns the data folder.
 */
export async function startAlcove(options: AlcoveOptions): Promise<Alcove> {
  const parts = new DisposableStore()
  try {
    return await build(options, parts)
  } catch (error) {
    await parts.dispose()
    throw error
  }
}

async function build(
  { config, launcher, stderr, processes }: AlcoveOptions,
  parts: DisposableStore,
): Promise<Alcove> {
  const clock = systemClock
  const data = config.dataFolder
  const lock = parts.add(new InstanceLock(data))

  const log = parts.add(
    createLog({ level: config.ALCOVE_LOG_LEVEL, file: join(data, 'logs', 'alcove.log'), stderr }),
  )
  const database = parts.add(openDatabase({ file: join(data, 'alcove.db'), log: log.scope('database') }))
  const settings = new SettingsStore(database, config)

  const bundledModels = join(resources, 'models')
  const engine = parts.add(
    new Engine({
      launcher,
      clock,
      log: log.scope('engine'),
      modelFolders: [bundledModels, join(data, 'models')],
      stateFolder: data,
    }),
  )
  const protection = buildProtection(config, clock, parts)
  const { breakers, pool } = protection
  const deadlines = callDeadlines(config)
  const ollamaAddress = ollamaOrigin(config.OLLAMA_HOST)
  const ollama = parts.add(
    guarded(
      new OllamaServer({
        backend: 'ollama',
        origin: ollamaAddress,
        address: async () => ({ origin: ollamaAddress, headers: {} }),
        clock,
        pool,
        deadlines,
      }),
      protection,
      config,
      clock,
    ),
  )
  const engineServer = parts.add(
    guarded(createEngineServer({ engine, clock, pool, deadlines }), protection, config, clock),
  )
  const models = parts.add(
    new ModelService({
      ollama,
      engineServer,
      engine,
      settings,
      clock,
      log: log.scope('models'),
      memory: totalmem(),
    }),
  )
  models.start()
  const store = parts.add(
    createVectorStore({ config, launcher, clock, log: log.scope('chroma'), folder: join(data, 'chroma') }),
  )
  const vectors = new GuardedVectorStore({ store, breaker: breakers.chroma, clock })
  const readers = parts.add(
    new ReaderPool({
      launcher,
      clock,
      log: log.scope('readers'),
      tokenizerFile: join(bundledModels, 'all-minilm-l6-v2.tokenizer.json'),
    }),
  )
  const library = parts.add(
    new LibraryService({ database, readers, models, vectors, clock, log: log.scope('library') }),
  )

  const questions = new QuestionEmbedder(models, clock)
  const retriever = new HybridRetriever({
    database,
    models: questions,
    vectors,
    library,
    clock,
    log: log.scope('retrieval'),
  })
  const answering = { settings, database, clock, log: log.scope('answers') }
  const { cache, pipeline, quiet, calibration, experiment, patterns, forget } = buildCaching(
    {
      ...{ settings, database, library, retriever, launcher, clock, log },
      models: { chatModel: () => models.chatModel(), embedder: () => questions.embedder() },
      embedders: models,
      pairsFile: join(resources, 'cache', 'labelled-pairs.json'),
      inner: new AnswerPipelineService({
        ...answering,
        retriever,
        models,
        isSound: (backend) => isSound(breakers[breakersOf[backend].chat].state),
      }),
    },
    parts,
  )
  const conversations = new ConversationStore({ database, clock })
  parts.add(conversations.onForgotten(forget))
  const resilience = parts.add(
    new ResilienceService({
      breakers: Object.values(breakers),
      pool,
      needed: () => neededBreakers(models.selection),
      onNeeded: models.onSelection,
      probes: probesOf({ ollama, engine: engineServer }, models, vectors, breakers),
      probeMs: (config.OLLAMA_LOAD_TIMEOUT + config.OLLAMA_FIRST_TOKEN_TIMEOUT) * 1_000,
      history: new BreakerHistoryTable(database),
      clock,
      log: log.scope('resilience'),
    }),
  )
  const tryServers = tryServersThatReturn({ engine, models, vectors }, breakers, resilience, parts)
  const availability = parts.add(new ChatModelAvailability({ models, breakers, resilience }))
  const warming = buildWarming(
    { settings, database, pipeline, cache, patterns, quiet, library, availability, models, clock, log },
    parts,
  )
  const sessions = parts.add(
    new ChatSessionsService({ pipeline, conversations, availability, clock, log: log.scope('chat') }),
  )
  sessions.openLine()

  const ownProcesses = () =>
    [
      { name: 'main', pid: process.pid },
      { name: 'engine-child', pid: engine.pid },
      { name: 'chroma-child', pid: vectors.pid },
    ].flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid, memory: residentBytes(pid) }]))
  const diagnostics = parts.add(
    new DiagnosticsService({
      models,
      vectors,
      library,
      pipeline,
      cache,
      database,
      resilience,
      breakers: Object.values(breakers),
      pool,
      clock,
      processes: processes ?? ownProcesses,
    }),
  )

  const tokenFile = join(data, 'api-token')
  const token = readOrMakeToken(tokenFile)
  const viewChanged = parts.add(new Emitter<SettingsView>())
  const services: Services = {
    log,
    paths: { data, samples: join(resources, 'samples') },
    settings,
    models,
    engine,
    library,
    pipeline,
    cache,
    calibration,
    experiment,
    warming,
    patterns,
    conversations,
    sessions,
    diagnostics,
    resilience,
    settingsView: () => ({
      values: settings.values,
      sources: settings.sources,
      about: {
        version,
        runtime: runtimeName(),
        dataFolder: data,
        api: { origin, requestedPort, port, tokenFile },
      },
    }),
    onSettingsView: viewChanged.event,
  }
  parts.add(settings.onChanged(() => viewChanged.fire(services.settingsView())))

  const server = parts.add(
    new ApiServer({
      services,
      token: config.ALCOVE_API_AUTH ? token : null,
      onRequest: (route, status) => diagnostics.recordHttp(route, status),
    }),
  )
  const requestedPort = config.ALCOVE_PORT
  const port = await server.listen(requestedPort)
  const origin = `http://127.0.0.1:${port}`
  lock.publish(origin)
  if (requestedPort !== 0 && port !== requestedPort) {
    log
      .scope('http')
      .warn({ requestedPort, port }, 'the wanted port is taken; the API is on the next free one')
  }
  log.scope('app').info({ version, runtime: runtimeName(), origin }, 'ready')
  return {
    services,
    api: { origin, port, requestedPort, token, tokenFile },
    resumed() {
      pool.dropIdle()
      tryServers()
    },
    dispose: () => parts.dispose(),
  }
}

function runtimeName(): string {
  const { electron, node } = process.versions
  return electron ? `Electron ${electron} (Node ${node})` : `Node ${node}`
}
