import { expect, test } from 'vitest'
import {
  dueWords,
  settingsLines,
  stateWords,
  waitWords,
  windowWords,
  wordsOf,
  wordsOfChange,
} from '../../../../../src-renderer/diagnostics/breakers/breaker-words.ts'
import { controlsIn, controlWords } from '../../../../../src-renderer/diagnostics/breakers/control-words.ts'
import { breakerAction, breakerName } from '../../../../../src-shared/schemas/resilience.ts'
import { fakeBreaker } from '../../../../fakes/fake-bridge-resilience.ts'

test('counts the window in words', () => {
  expect(windowWords([])).toBe('No outcome yet')
  expect(windowWords([false])).toBe('The last call failed')
  expect(windowWords([true, false, true])).toBe('2 of the last 3 calls succeeded')
})

test('a server that was never asked is not said to work', () => {
  const unasked = fakeBreaker('engine', { total: 0, consecutiveSuccesses: 0 })
  expect(wordsOf(unasked).label).toBe('Not asked yet')
  expect(wordsOf({ ...unasked, state: 'forced_open' }).label).toBe('Stopped by hand')
})

test('only a success that nothing has followed is proof that a server works', () => {
  const seen = { total: 3, consecutiveFailures: 0, consecutiveSuccesses: 0 }
  expect(wordsOf(fakeBreaker('engine', { ...seen, consecutiveSuccesses: 1 }))).toMatchObject({
    tone: 'good',
    label: 'Works',
  })
  expect(wordsOf(fakeBreaker('engine', { ...seen, consecutiveFailures: 1 }))).toMatchObject({
    tone: 'warn',
    label: 'Last call failed',
  })
  // Each was left or refused, which says nothing.
  expect(wordsOf(fakeBreaker('engine', seen)).label).toBe('Not known')
})

test('a breaker that was closed by hand has not been seen to work', () => {
  expect(wordsOfChange({ from: 'half_open', to: 'closed' }).label).toBe('Works')
  expect(wordsOfChange({ from: 'forced_open', to: 'closed' }).label).toBe('Closed')
  expect(wordsOfChange({ from: 'closed', to: 'open' }).label).toBe('Resting')
})

test('no two states share a word, a term or a picture', () => {
  const all = Object.values(stateWords)
  for (const key of ['label', 'term', 'tone'] as const) {
    expect(new Set(all.map((words) => words[key])).size).toBe(all.length)
  }
})

test('one that is needed is tried by Alcove itself, another when somebody needs it', () => {
  expect(dueWords({ name: 'engine', needed: true })).toBe('now')
  expect(dueWords({ name: 'engine', needed: false })).toBe('with the next question')
  expect(dueWords({ name: 'chroma', needed: false })).toBe('with the next search or document')
})

test('half-open says how far it is, and never more than it needs', () => {
  const halfOpen = (consecutiveSuccesses: number) =>
    waitWords(fakeBreaker('engine', { state: 'half_open', consecutiveSuccesses }))
  expect(halfOpen(1)).toBe('1 of 2 tries succeeded')
  expect(halfOpen(7)).toBe('2 of 2 tries succeeded')
  expect(waitWords(fakeBreaker('engine'))).toBeNull()
})

test('settings are said once where all have the same', () => {
  const one = fakeBreaker('engine')
  const other = fakeBreaker('chroma', { settings: { ...one.settings, timeoutMs: 5_000 } })
  expect(settingsLines([])).toEqual([])
  expect(settingsLines([one, fakeBreaker('chroma')])).toEqual([
    'Opens at 5 failures among the last 10 calls, rests 30 s, then tries with at most 3 calls at once and closes after 2 successes.',
  ])
  expect(settingsLines([one, other])[1]).toMatch(/^Vector store \(Chroma\): Opens .* rests 5 s/)
})

test('each control says what it means for the person', () => {
  expect(controlWords('ollama_client', 'force_open').meaning).toBe(
    'No question is sent to Ollama until you reset it or restart Alcove. Answers are quoted from your documents meanwhile.',
  )
  const all = breakerName.options.flatMap((name) =>
    breakerAction.options.map((action) => controlWords(name, action)),
  )
  expect(new Set(all.map(({ question }) => question)).size).toBe(all.length)
  for (const { meaning } of all) expect(meaning).toMatch(/^[A-Z].*\.$/)
})

test('offers what changes something', () => {
  expect(controlsIn('closed')).toEqual(['force_open', 'reset', 'disable'])
  expect(controlsIn('forced_open')).toEqual(['force_closed', 'reset', 'disable'])
  expect(controlsIn('disabled')).toEqual(['force_open', 'force_closed', 'reset'])
  expect(controlsIn('open')).toHaveLength(4)
})
