import {
  defaultSettings,
  type SettingSource,
  type Settings,
  settings as schema,
} from '../../src-shared/schemas/settings.ts'
import { Emitter } from '../base/emitter.ts'
import type { Database } from '../storage/index.ts'
import type { Config } from './config.ts'

/** Environment > what the person chose > default. A stored value that no longer fits counts as not chosen. */
export class SettingsStore {
  readonly #database: Database
  readonly #environment: Partial<Settings>
  readonly #changed = new Emitter<Settings>()
  readonly onChanged = this.#changed.event
  #chosen: Partial<Settings>

  constructor(database: Database, config: Config) {
    this.#database = database
    this.#environment = fromEnvironment(config)
    this.#chosen = this.#read()
  }

  get values(): Settings {
    return { ...defaultSettings, ...this.#chosen, ...this.#environment }
  }

  get sources(): Readonly<Record<keyof Settings, SettingSource>> {
    const sourceOf = (key: string): SettingSource =>
      key in this.#environment ? 'environment' : key in this.#chosen ? 'settings' : 'default'
    return Object.fromEntries(Object.keys(defaultSettings).map((key) => [key, sourceOf(key)])) as Record<
      keyof Settings,
      SettingSource
    >
  }

  /** Keeps the given ones. Those that the environment fixes are kept too, and come into force without it. */
  set(changes: { readonly [K in keyof Settings]?: Settings[K] | undefined }): void {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    const upsert = this.#database.prepare(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    this.#database.transaction(() => {
      for (const [key, value] of Object.entries(given)) upsert.run(key, JSON.stringify(value))
    })
    this.#chosen = { ...this.#chosen, ...given }
    this.#changed.fire(this.values)
  }

  #read(): Partial<Settings> {
    const rows = this.#database
      .prepare<{ key: string; value: string }>('SELECT key, value FROM setting')
      .all()
    const chosen: Record<string, unknown> = {}
    for (const { key, value } of rows) {
      const stored = parseJson(value)
      if (stored === undefined) continue
      const parsed = schema.partial().safeParse({ [key]: stored })
      if (parsed.success) Object.assign(chosen, parsed.data)
    }
    return chosen
  }
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fromEnvironment(config: Config): Partial<Settings> {
  return {
    ...(config.ALCOVE_BACKEND ? { backend: config.ALCOVE_BACKEND } : {}),
    ...(config.ALCOVE_CHAT_MODEL ? { chatModel: config.ALCOVE_CHAT_MODEL } : {}),
    ...(config.ALCOVE_EMBEDDING_MODEL ? { embeddingModel: config.ALCOVE_EMBEDDING_MODEL } : {}),
    ...given('cacheEnabled', config.USE_SEMANTIC_CACHE),
    ...ofThreshold(config.SEMANTIC_CACHE_THRESHOLD),
    ...given('cacheSize', config.SEMANTIC_CACHE_SIZE),
    ...given('cacheMaxBytes', config.SEMANTIC_CACHE_MAX_BYTES),
    ...given('cacheTtl', config.SEMANTIC_CACHE_TTL),
    ...given('cacheWarmOnStart', config.SEMANTIC_CACHE_WARM_ON_START),
  }
}

/** A precision leaves the cosine to the person: it is what holds until the embedder is measured. */
function ofThreshold(threshold: Config['SEMANTIC_CACHE_THRESHOLD']): Partial<Settings> {
  if (!threshold) return {}
  if (threshold.by === 'cosine') return { cacheThresholdBy: 'cosine', cacheThreshold: threshold.cosine }
  return { cacheThresholdBy: 'precision', ...given('cachePrecision', threshold.precision ?? undefined) }
}

function given<K extends keyof Settings>(key: K, value: Settings[K] | undefined): Partial<Settings> {
  return value === undefined ? {} : { [key]: value }
}
