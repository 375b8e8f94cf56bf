import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { limits } from '../../src-shared/schemas/limits.ts'
import { AppError } from '../base/app-error.ts'
import { cacheThreshold } from './cache-threshold.ts'

const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no']))
  .transform((value) => ['true', '1', 'on', 'yes'].includes(value))
const duration = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number of seconds')
  .transform(Number)
  .pipe(z.number().positive().max(86_400))
const seconds = (fallback: number) => duration.default(fallback)
const count = (fallback: number, most = 1_000) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(most))
    .default(fallback)
const within = (most: number, unit: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number${unit}`)
    .transform(Number)
    .pipe(z.number().min(1).max(most))
const cacheBytes = z
  .string()
  .regex(/^\d{1,13}$/, 'must be a whole number of bytes')
  .transform(Number)
  .pipe(z.number().min(limits.cacheBytes.least).max(limits.cacheBytes.most))
/** Digits alone: Number() reads ' ' as 0 and '0x50' as 80. */
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535')
  .transform(Number)
  .pipe(z.number().max(65_535))

/**
 * Everything the environment may say, with its default. Durations are seconds. README has the same table.
 * The pool's names and meaning are urllib3's, the breaker's those of docs/resilience.md.
 */
const variables = z.object({
  ALCOVE_DATA: z.string().min(1).optional(),
  ALCOVE_PORT: port.default(8000),
  ALCOVE_API_AUTH: flag.default(true),
  ALCOVE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** As Ollama itself reads it: host, host:port or URL. */
  OLLAMA_HOST: z.string().min(1).optional(),
  ALCOVE_BACKEND: z.enum(['auto', 'ollama', 'engine']).optional(),
  ALCOVE_CHAT_MODEL: z.string().min(1).optional(),
  ALCOVE_EMBEDDING_MODEL: z.string().min(1).optional(),
  OLLAMA_CONNECT_TIMEOUT: seconds(5),
  OLLAMA_FIRST_TOKEN_TIMEOUT: seconds(120),
  OLLAMA_CHUNK_TIMEOUT: seconds(60),
  OLLAMA_EMBED_TIMEOUT: seconds(120),
  /** How long a model may load: its first token is not waited for meanwhile. */
  OLLAMA_LOAD_TIMEOUT: seconds(600),
  /** A whole answer; none by default, since a slow machine may write for long. */
  OLLAMA_TOTAL_TIMEOUT: duration.optional(),
  OLLAMA_POOL_CONNECTIONS: count(10),
  OLLAMA_POOL_MAXSIZE: count(20),
  OLLAMA_POOL_BLOCK: flag.default(false),
  OLLAMA_POOL_ACQUIRE_TIMEOUT: seconds(30),
  CIRCUIT_BREAKER_FAILURE_THRESHOLD: count(5),
  CIRCUIT_BREAKER_TIMEOUT: seconds(30),
  CIRCUIT_BREAKER_SUCCESS_THRESHOLD: count(2),
  CIRCUIT_BREAKER_WINDOW_SIZE: count(10),
  CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS: count(3),
  /** After which a probe that shows no sign of life counts as failed; by default what its call may take. */
  CIRCUIT_BREAKER_HALF_OPEN_MAX_WAIT: duration.optional(),
  /** These five go before what the window says; their defaults are those of the settings. */
  USE_SEMANTIC_CACHE: flag.optional(),
  SEMANTIC_CACHE_THRESHOLD: cacheThreshold.optional(),
  SEMANTIC_CACHE_SIZE: within(limits.cacheSize, '').optional(),
  SEMANTIC_CACHE_MAX_BYTES: cacheBytes.optional(),
  SEMANTIC_CACHE_TTL: within(limits.cacheTtl, ' of seconds').optional(),
  SEMANTIC_CACHE_WARM_ON_START: flag.optional(),
  CHROMA_URL: z.url({ protocol: /^https?$/ }).optional(),
  CHROMA_TOKEN: z.string().min(1).optional(),
  CHROMA_TENANT: z.string().min(1).optional(),
  CHROMA_DATABASE: z.string().min(1).optional(),
})
const environment = variables.refine(
  (values) => values.CIRCUIT_BREAKER_FAILURE_THRESHOLD <= values.CIRCUIT_BREAKER_WINDOW_SIZE,
  {
    path: ['CIRCUIT_BREAKER_FAILURE_THRESHOLD'],
    message: 'must not be above CIRCUIT_BREAKER_WINDOW_SIZE: the window could never hold so many failures',
  },
)

export type Config = Readonly<Omit<z.infer<typeof environment>, 'ALCOVE_DATA'>> & {
  readonly dataFolder: string
}

/** The folder of a person's data by the platform's convention; what Electron calls userData. */
export function defaultDataFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Alcove')
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Alcove')
  // The XDG specification lets an empty or relative one count as absent.
  const configHome = env.XDG_CONFIG_HOME ?? ''
  return join(isAbsolute(configHome) ? configHome : join(homedir(), '.config'), 'Alcove')
}

/** Reads the environment; an empty value counts as absent. Throws INVALID_INPUT naming every bad variable. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(present)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new AppError('INVALID_INPUT', { message: `The environment is not valid. ${problems.join('; ')}` })
  }
  const { ALCOVE_DATA, ...rest } = parsed.data
  return { ...rest, dataFolder: ALCOVE_DATA ? resolve(ALCOVE_DATA) : defaultDataFolder(env) }
}
