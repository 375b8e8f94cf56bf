import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { readConfig, SettingsStore } from '../../../src-main/config/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import { defaultSettings, type Settings } from '../../../src-shared/schemas/settings.ts'
import { silentLog } from '../../fakes/silent-log.ts'

let database: Database
beforeEach(() => {
  database = openDatabase({ file: ':memory:', log: silentLog().scope('database') })
  onTestFinished(() => void database.dispose())
})

const store = (env: NodeJS.ProcessEnv = {}) => new SettingsStore(database, readConfig(env))

test('what nobody chose is the default', () => {
  expect(store().values).toEqual(defaultSettings)
  expect(new Set(Object.values(store().sources))).toEqual(new Set(['default']))
})

test('what was chosen is kept for the next start, and only that', () => {
  store().set({ theme: 'dark', k: 9 })
  expect(store().values).toEqual({ ...defaultSettings, theme: 'dark', k: 9 })
  expect(store().sources).toMatchObject({ theme: 'settings', k: 'settings', backend: 'default' })
})

test('the environment goes before what was chosen, which is kept for without it', () => {
  const fixed = store({ ALCOVE_CHAT_MODEL: 'from-environment' })
  fixed.set({ chatModel: 'chosen' })
  expect(fixed.values.chatModel).toBe('from-environment')
  expect(fixed.sources.chatModel).toBe('environment')
  expect(store().values.chatModel).toBe('chosen')
})

test('a change is told with all values; what is undefined changes nothing', () => {
  const settings = store()
  const told: Settings[] = []
  settings.onChanged((values) => told.push(values))
  settings.set({ temperature: 1 })
  settings.set({ temperature: undefined, k: 3 })
  expect(told.at(-1)).toEqual({ ...defaultSettings, temperature: 1, k: 3 })
})

test.each([
  ['theme', '"purple"'],
  ['k', '"6"'],
  ['k', '1e9'],
  ['chatModel', 'not json'],
  ['theme', ''],
  ['gone', '1'],
  ['__proto__', '{"theme":"dark"}'],
])('a stored %s of %s counts as not chosen', (key, value) => {
  database.prepare('INSERT INTO setting (key, value) VALUES (?, ?)').run(key, value)
  database.prepare('INSERT INTO setting (key, value) VALUES (?, ?)').run('instructions', '"be brief"')
  expect(store().values).toEqual({ ...defaultSettings, instructions: 'be brief' })
})

test('what cannot be stored changes nothing', () => {
  const settings = store()
  database.exec(
    "CREATE TRIGGER full BEFORE INSERT ON setting WHEN new.key = 'k' BEGIN SELECT RAISE(ABORT, 'no'); END",
  )
  expect(() => settings.set({ theme: 'dark', k: 3 })).toThrow('no')
  expect(settings.values).toEqual(defaultSettings)
  expect(store().values).toEqual(defaultSettings)
})
