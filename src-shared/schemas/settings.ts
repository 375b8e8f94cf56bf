import { z } from 'zod'
import { limits } from './limits.ts'
import { backendChoice, modelName } from './models.ts'

/** What a person may change in the window; kept in SQLite. The environment goes before it (config/). */
export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  backend: backendChoice,
  /** Null: the best that is installed. */
  chatModel: modelName.nullable(),
  embeddingModel: modelName.nullable(),
  /** Passages per question. */
  k: z.number().int().min(1).max(limits.maxK),
  /** 0 is repeatable, 1 is lively. */
  temperature: z.number().min(0).max(2),
  /** Added to the prompt, e.g. "answer in French". */
  instructions: z.string().max(2_000),
  /** Whether answers are kept and served again. Off serves none, and forgets none. */
  cacheEnabled: z.boolean(),
  /** Least cosine of two questions that may be the same one; whether they are is the guard's to say. */
  cacheThreshold: z.number().min(0).max(1),
  /**
   * `cosine`: by `cacheThreshold`. `precision`: by the least cosine at which the embedder in use was measured to be as
   * precise as `cachePrecision`; by `cacheThreshold` while that is not measured.
   */
  cacheThresholdBy: z.enum(['cosine', 'precision']),
  /** Right hits of all hits, wanted. */
  cachePrecision: z.number().min(0.5).max(1),
  /** Most answers kept. */
  cacheSize: z.number().int().min(1).max(limits.cacheSize),
  /** Most bytes of all answers kept; null: what `cacheSize` of them may need. */
  cacheMaxBytes: z.number().int().min(limits.cacheBytes.least).max(limits.cacheBytes.most).nullable(),
  /** Seconds that an answer is kept. */
  cacheTtl: z.number().int().min(1).max(limits.cacheTtl),
  /** Whether the most asked questions are answered ahead at each start, while nobody needs the machine. */
  cacheWarmOnStart: z.boolean(),
})
export type Settings = z.infer<typeof settings>

export const defaultSettings: Settings = {
  theme: 'system',
  backend: 'auto',
  chatModel: null,
  embeddingModel: null,
  k: limits.defaultK,
  temperature: 0.2,
  instructions: '',
  cacheEnabled: true,
  cacheThreshold: 0.92,
  cacheThresholdBy: 'cosine',
  cachePrecision: 0.99,
  cacheSize: 2_000,
  cacheMaxBytes: null,
  cacheTtl: 3_600,
  cacheWarmOnStart: false,
}

/** The setting, where its value came from, and whether the window may change it. */
export type SettingSource = 'environment' | 'settings' | 'default'

export interface SettingsView {
  readonly values: Settings
  readonly sources: Readonly<Record<keyof Settings, SettingSource>>
  readonly about: {
    readonly version: string
    readonly runtime: string
    readonly dataFolder: string
    /** The localhost API as it is bound now; null where it could not be. */
    readonly api: {
      readonly origin: string
      readonly requestedPort: number
      readonly port: number
      readonly tokenFile: string
    } | null
  }
}
