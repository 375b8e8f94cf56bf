import { describe, expect, onTestFinished, test } from 'vitest'
import { cacheSettingsOf } from '../../../src-main/cache/index.ts'
import { readConfig, SettingsStore } from '../../../src-main/config/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { cachePresets } from '../../../src-shared/schemas/cache.ts'
import { defaultSettings, settings as schema } from '../../../src-shared/schemas/settings.ts'
import { silentLog } from '../../fakes/silent-log.ts'

function store(env: NodeJS.ProcessEnv) {
  const database = openDatabase({ file: ':memory:', log: silentLog().scope('database') })
  onTestFinished(() => void database.dispose())
  return new SettingsStore(database, readConfig(env))
}

test('by default the cache is on: 0.92, 2,000 entries, an hour', () => {
  expect(cacheSettingsOf(store({}).values)).toEqual({
    ...{ enabled: true, threshold: 0.92, size: 2_000, ttl: 3_600 },
    bytes: 64 * 1_024 * 1_024,
  })
})

test('the environment goes before what was chosen, each by itself', () => {
  const settings = store({ USE_SEMANTIC_CACHE: 'false', SEMANTIC_CACHE_THRESHOLD: '.95' })
  settings.set({ cacheEnabled: true, cacheThreshold: 0.5, cacheSize: 7, cacheTtl: 60 })
  expect(cacheSettingsOf(settings.values)).toMatchObject({
    enabled: false,
    threshold: 0.95,
    size: 7,
    ttl: 60,
  })
  expect(settings.sources).toMatchObject({ cacheEnabled: 'environment', cacheSize: 'settings' })
  expect(store({ SEMANTIC_CACHE_SIZE: '500', SEMANTIC_CACHE_TTL: '7200' }).values).toMatchObject({
    ...{ cacheSize: 500, cacheTtl: 7_200, cacheEnabled: true },
  })
})

describe('the environment is refused', () => {
  test.each([
    ['USE_SEMANTIC_CACHE', 'maybe'],
    ['SEMANTIC_CACHE_THRESHOLD', '1.01'],
    ['SEMANTIC_CACHE_THRESHOLD', '-0.5'],
    ['SEMANTIC_CACHE_THRESHOLD', 'high'],
    ['SEMANTIC_CACHE_SIZE', '0'],
    ['SEMANTIC_CACHE_SIZE', '100001'],
    ['SEMANTIC_CACHE_SIZE', '2e3'],
    ['SEMANTIC_CACHE_TTL', '0'],
    ['SEMANTIC_CACHE_TTL', '1.5'],
    ['SEMANTIC_CACHE_TTL', '2592001'],
  ])('%s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })

  test.each(['0', '0.0', '.5', '0.92', '1', '1.0'])('not SEMANTIC_CACHE_THRESHOLD=%s', (value) => {
    expect(readConfig({ SEMANTIC_CACHE_THRESHOLD: value }).SEMANTIC_CACHE_THRESHOLD).toBe(Number(value))
  })
})

test('every preset is a valid choice, and the first is the default', () => {
  for (const { settings } of cachePresets) {
    expect(schema.safeParse({ ...defaultSettings, ...settings }).success).toBe(true)
  }
  expect({ ...defaultSettings, ...cachePresets[0]?.settings }).toEqual(defaultSettings)
})
