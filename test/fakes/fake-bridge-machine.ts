import type { DiagnosticsSnapshot, HealthCheck, LogLine } from '../../src-shared/schemas/diagnostics.ts'
import type { InstalledModel, ModelSelection, OfferedModel } from '../../src-shared/schemas/models.ts'
import { defaultSettings, type Settings, type SettingsView } from '../../src-shared/schemas/settings.ts'
import type { FakeHandlers } from './fake-bridge.ts'
import { fakeResilience, fakeResilienceHandlers } from './fake-bridge-resilience.ts'

const since = '2026-03-14T09:12:00.000Z'

export const healthyChecks: readonly HealthCheck[] = [
  { name: 'model', state: 'ok', detail: 'qwen3:4b answers on Ollama.', required: false, since },
  {
    name: 'embedder',
    state: 'ok',
    detail: 'all-minilm-l6-v2 embeds on the built-in engine.',
    required: false,
    since,
  },
  {
    name: 'vector_store',
    state: 'ok',
    detail: 'Chroma 1.0.5 answers at 127.0.0.1:41237.',
    required: false,
    since,
  },
  { name: 'database', state: 'ok', detail: 'SQLite, checked at start.', required: true, since },
]

export const brokenChecks: readonly HealthCheck[] = [
  {
    name: 'model',
    state: 'down',
    detail: 'The engine ended with code 137; it is started again in 8 s.',
    required: false,
    since,
  },
  {
    name: 'embedder',
    state: 'starting',
    detail: 'all-minilm-l6-v2 is being loaded.',
    required: false,
    since,
  },
  {
    name: 'vector_store',
    state: 'degraded',
    detail: 'Chroma answers, but 1,204 passages are not in it yet.',
    required: false,
    since,
  },
  { name: 'database', state: 'ok', detail: 'SQLite, checked at start.', required: true, since },
]

export function fakeSnapshot(second: number, checks: readonly HealthCheck[]): DiagnosticsSnapshot {
  const wave = (period: number) => 1 + Math.sin(second / period)
  return {
    timestamp: new Date(Date.UTC(2026, 2, 14, 10) + second * 1_000).toISOString(),
    uptimeSeconds: 5_400 + second,
    checks,
    requests: {
      questions: 148 + Math.floor(second / 40),
      failed: 2,
      byMode: { generated: 131, extractive: 12, none: 5 },
      http: 64,
    },
    latency: {
      retrieval: { count: 148, p50: 11.4, p95: 18 + 5 * wave(9) },
      firstToken: { count: 131, p50: 412, p95: 700 + 160 * wave(13) },
      total: { count: 148, p50: 3_180, p95: 7_400 + 700 * wave(21) },
    },
    queue: { waiting: 56, failed: 3, chunksPerSecond: 41.2 + 6 * wave(7) },
    library: { documents: 1_250, chunks: 41_172, databaseBytes: 512_400_000 },
    processes: [
      { name: 'main', pid: 4_120, memory: 142_000_000 + 4e6 * wave(11) },
      { name: 'window', pid: 4_133, memory: 186_000_000 },
      { name: 'gpu', pid: 4_131, memory: 61_000_000 },
      { name: 'engine', pid: 4_150, memory: 348_000_000 + 3e7 * wave(17) },
      { name: 'chroma', pid: 4_151, memory: 214_000_000 },
      { name: 'reader', pid: 4_160, memory: null },
    ],
    eventLoopDelay: { p50: 1.2, p99: 6 + 4 * wave(5) },
    resilience: fakeResilience(),
  }
}

const logWords: readonly (readonly [LogLine['level'], string, string, string | null])[] = [
  ['info', 'library', 'document indexed', '{"documentId":"document-41","chunks":212,"ms":4810}'],
  ['debug', 'ollama', 'socket reused', null],
  ['info', 'retrieval', 'question answered', '{"mode":"generated","retrievalMs":12,"totalMs":3110}'],
  ['warn', 'engine', 'embedding waited for a free context', '{"waitedMs":640}'],
  [
    'error',
    'library',
    'document failed',
    '{"code":"FILE_ENCRYPTED","path":"/home/ada/Documents/council/2025/minutes/accounts-1931-with-a-long-name.pdf"}',
  ],
]

export function fakeLog(count: number): readonly LogLine[] {
  return Array.from({ length: count }, (_, at) => {
    const [level, scope, message, data] = logWords[at % logWords.length] ?? ['info', 's', 'm', null]
    return { time: new Date(Date.UTC(2026, 2, 14, 10) + at * 730).toISOString(), level, scope, message, data }
  })
}

export const ollamaSelection: ModelSelection = {
  looking: false,
  choice: 'auto',
  chat: { name: 'qwen3:4b', backend: 'ollama', small: false },
  embedder: { name: 'all-minilm-l6-v2', backend: 'engine', digest: 'e', dimension: 384 },
  reasons: { chat: null, embedder: null },
  reason: null,
  isServerSilent: false,
  nextLookAt: null,
  ollama: { origin: 'http://127.0.0.1:11434', reachable: true, version: '0.24.0', error: null },
  engine: { state: 'ready', error: null },
}

export const noModelSelection: ModelSelection = {
  ...ollamaSelection,
  chat: null,
  reasons: {
    chat: 'No chat model answers: the built-in engine ended and is started again.',
    embedder: null,
  },
  reason: 'No chat model answers: the built-in engine ended and is started again.',
  nextLookAt: null,
  ollama: {
    origin: 'http://127.0.0.1:11434',
    reachable: false,
    version: null,
    error: 'connect ECONNREFUSED 127.0.0.1:11434',
  },
  engine: { state: 'failed', error: 'The model needs 3.1 GB of memory; 1.2 GB are free.' },
}

export const installedModels: readonly InstalledModel[] = [
  {
    name: 'smollm2-135m-instruct',
    backend: 'engine',
    kind: 'chat',
    size: 98_362_432,
    digest: 'a',
    parameterSize: '135M',
    quantization: 'Q4_1',
    contextLength: 2_048,
    small: true,
  },
  {
    name: 'qwen3:4b',
    backend: 'ollama',
    kind: 'chat',
    size: 2_497_293_931,
    digest: 'b',
    parameterSize: '4.0B',
    quantization: 'Q4_K_M',
    contextLength: 32_768,
    small: false,
  },
  {
    name: 'llama3.2:1b',
    backend: 'ollama',
    kind: 'chat',
    size: 1_321_098_329,
    digest: 'c',
    parameterSize: '1.2B',
    quantization: 'Q8_0',
    contextLength: 131_072,
    small: true,
  },
  {
    name: 'all-minilm-l6-v2',
    backend: 'engine',
    kind: 'embedding',
    size: 24_600_000,
    digest: 'd',
    parameterSize: '22.6M',
    quantization: 'Q8_0',
    contextLength: 256,
    small: false,
  },
  {
    name: 'nomic-embed-text:latest',
    backend: 'ollama',
    kind: 'embedding',
    size: 274_302_450,
    digest: 'f',
    parameterSize: '137M',
    quantization: 'F16',
    contextLength: 2_048,
    small: false,
  },
]

export const offeredModels: readonly OfferedModel[] = [
  {
    name: 'qwen3:1.7b',
    kind: 'chat',
    title: 'Qwen3 1.7B',
    description: 'Quick, careful with sources; good on a laptop without a graphics card.',
    size: 1_359_293_444,
    memory: 2_600_000_000,
    licence: 'Apache-2.0',
    backends: ['ollama', 'engine'],
  },
  {
    name: 'qwen3:4b',
    kind: 'chat',
    title: 'Qwen3 4B',
    description: 'The best balance of care and speed.',
    size: 2_497_293_931,
    memory: 4_400_000_000,
    licence: 'Apache-2.0',
    backends: ['ollama', 'engine'],
  },
  {
    name: 'gemma3:12b',
    kind: 'chat',
    title: 'Gemma 3 12B',
    description: 'Writes best of these; wants a graphics card.',
    size: 8_149_190_253,
    memory: 11_000_000_000,
    licence: 'Gemma terms',
    backends: ['ollama'],
  },
  {
    name: 'nomic-embed-text',
    kind: 'embedding',
    title: 'Nomic Embed',
    description: 'Reads longer passages than the one that comes with Alcove.',
    size: 274_302_450,
    memory: 600_000_000,
    licence: 'Apache-2.0',
    backends: ['ollama'],
  },
]

export function fakeSettingsView(values: Partial<Settings> = {}): SettingsView {
  const sources = Object.fromEntries(Object.keys(defaultSettings).map((key) => [key, 'default']))
  return {
    values: { ...defaultSettings, ...values },
    sources: { ...sources, embeddingModel: 'environment' } as SettingsView['sources'],
    about: {
      version: '0.1.0',
      runtime: 'Electron 33.2.1, Node 20.18.1, Chromium 130.0.6723.137',
      dataFolder: '/home/ada/.config/Alcove',
      api: {
        origin: 'http://127.0.0.1:8001',
        requestedPort: 8_000,
        port: 8_001,
        tokenFile: '/home/ada/.config/Alcove/api-token',
      },
    },
  }
}

export interface FakeMachineOptions {
  readonly checks: readonly HealthCheck[]
  readonly selection: ModelSelection
}

/** Models, settings and diagnostics of a made-up machine. Settings that are set stay set. */
export function fakeMachineHandlers({ checks, selection }: FakeMachineOptions): FakeHandlers {
  let view = fakeSettingsView()
  return {
    'settings.get': () => view,
    'settings.set': (change) => {
      view = { ...view, values: { ...view.values, ...(change as Partial<Settings>) } }
      return view
    },
    'app.openDataFolder': () => null,
    'app.openLink': () => null,
    'models.selection': () => selection,
    'models.refresh': () => selection,
    'models.installed': () => installedModels,
    'models.offered': () => offeredModels,
    'models.pull': () => null,
    'models.cancelPull': () => null,
    'diagnostics.snapshot': () => fakeSnapshot(0, checks),
    'diagnostics.log': () => fakeLog(400),
    'diagnostics.rebuildVectors': () => null,
    'diagnostics.restartEngine': () => null,
    ...fakeResilienceHandlers(),
  }
}
