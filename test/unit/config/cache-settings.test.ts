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

test('a larger cache may have more bytes, unless it is said how many', () => {
  expect(cacheSettingsOf(store({ SEMANTIC_CACHE_SIZE: '100000' }).values).bytes).toBe(100_000 * 32_768)
  expect(cacheSettingsOf(store({ SEMANTIC_CACHE_SIZE: '1' }).values).bytes).toBe(64 * 1_024 * 1_024)
  const settings = store({ SEMANTIC_CACHE_MAX_BYTES: '2000000' })
  settings.set({ cacheMaxBytes: 4_000_000 })
  expect(cacheSettingsOf(settings.values).bytes).toBe(2_000_000)
  expect(settings.sources.cacheMaxBytes).toBe('environment')
})

test('questions are answered ahead at a start only where that is said', () => {
  expect(store({}).values.cacheWarmOnStart).toBe(false)
  const settings = store({ SEMANTIC_CACHE_WARM_ON_START: 'on' })
  expect([settings.values.cacheWarmOnStart, settings.sources.cacheWarmOnStart]).toEqual([true, 'environment'])
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
    ['SEMANTIC_CACHE_THRESHOLD', '1e-1'],
    ['SEMANTIC_CACHE_THRESHOLD', 'precision 0.99'],
    ['SEMANTIC_CACHE_THRESHOLD', 'precision>=99'],
    ['SEMANTIC_CACHE_THRESHOLD', 'precision>=0.49'],
    ['SEMANTIC_CACHE_THRESHOLD', 'precision>='],
    ['SEMANTIC_CACHE_THRESHOLD', 'precision>0.9'],
    ['SEMANTIC_CACHE_THRESHOLD', 'not precision'],
    ['SEMANTIC_CACHE_SIZE', '0'],
    ['SEMANTIC_CACHE_SIZE', '100001'],
    ['SEMANTIC_CACHE_SIZE', '2e3'],
    ['SEMANTIC_CACHE_MAX_BYTES', '1048575'],
    ['SEMANTIC_CACHE_MAX_BYTES', '1099511627777'],
    ['SEMANTIC_CACHE_MAX_BYTES', '64M'],
    ['SEMANTIC_CACHE_TTL', '0'],
    ['SEMANTIC_CACHE_TTL', '1.5'],
    ['SEMANTIC_CACHE_TTL', '2592001'],
  ])('%s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })

  test('with the ways in which a threshold may be given', () => {
    expect(() => readConfig({ SEMANTIC_CACHE_THRESHOLD: '99 %' })).toThrow(
      'SEMANTIC_CACHE_THRESHOLD: must be a cosine from 0 to 1, "precision", or "precision>=" with a number from 0.5 to 1',
    )
  })

  test.each(['0', '0.0', '.5', '0.92', '1', '1.0'])('not SEMANTIC_CACHE_THRESHOLD=%s', (value) => {
    const { values, sources } = store({ SEMANTIC_CACHE_THRESHOLD: value })
    expect(values).toMatchObject({ cacheThresholdBy: 'cosine', cacheThreshold: Number(value) })
    expect(sources).toMatchObject({
      ...{ cacheThresholdBy: 'environment', cacheThreshold: 'environment', cachePrecision: 'default' },
    })
  })
})

describe('a wanted precision in the environment', () => {
  test.each([
    ['precision>=0.95', 0.95],
    ['Precision >= .995', 0.995],
    [' precision>=1 ', 1],
    ['precision>=0.5', 0.5],
  ])('is %s', (value, precision) => {
    const settings = store({ SEMANTIC_CACHE_THRESHOLD: value })
    settings.set({ cacheThresholdBy: 'cosine', cacheThreshold: 0.8, cachePrecision: 0.7 })
    expect(settings.values).toMatchObject({
      ...{ cacheThresholdBy: 'precision', cachePrecision: precision, cacheThreshold: 0.8 },
    })
    expect(settings.sources).toMatchObject({
      ...{ cacheThresholdBy: 'environment', cachePrecision: 'environment', cacheThreshold: 'settings' },
    })
  })

  test('without a number it leaves that to the window', () => {
    const settings = store({ SEMANTIC_CACHE_THRESHOLD: 'precision' })
    expect(settings.values).toMatchObject({ cacheThresholdBy: 'precision', cachePrecision: 0.99 })
    settings.set({ cachePrecision: 0.95 })
    expect(settings.values.cachePrecision).toBe(0.95)
    expect(settings.sources).toMatchObject({
      ...{ cacheThresholdBy: 'environment', cachePrecision: 'settings', cacheThreshold: 'default' },
    })
  })
})

test('every preset is a valid choice, and the first is the default', () => {
  for (const { settings } of cachePresets) {
    expect(schema.safeParse({ ...defaultSettings, ...settings }).success).toBe(true)
  }
  expect({ ...defaultSettings, ...cachePresets[0]?.settings }).toEqual(defaultSettings)
})
