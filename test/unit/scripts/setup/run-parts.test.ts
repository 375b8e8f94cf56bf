import { expect, test } from 'vitest'
import type { Part } from '../../../../scripts/setup/part.ts'
import { runParts } from '../../../../scripts/setup/run-parts.ts'

function part(name: string, steps: Partial<Part>): Part {
  return {
    name,
    without: 'nothing is said',
    byHand: 'bring it by hand',
    check: async () => ({ state: 'missing', reason: 'not there' }),
    get: async () => ({ state: 'present', source: 'a shelf', bytes: 98_400_000 }),
    ...steps,
  }
}

function paper() {
  let text = ''
  return {
    write: (more: string) => {
      text += more
    },
    get text() {
      return text
    },
  }
}

test('fetches only what is missing, and prints a table', async () => {
  const output = paper()
  const here = part('embedder', {
    check: async () => ({ state: 'present', source: 'MiniLM', bytes: 25_700_000 }),
    get: async () => {
      throw new Error('fetched what was here')
    },
  })
  const outcomes = await runParts([here, part('chat model', {})], output)
  expect(outcomes.map(({ state }) => state)).toEqual(['here', 'fetched'])
  const table = output.text.split('\n').map((line) => line.trim().split(/ {2,}/))
  expect(table).toContainEqual(['part', 'state', 'source', 'size', 'seconds'])
  expect(table).toContainEqual(['embedder', 'here', 'MiniLM', '25.7 MB', '0.0'])
  expect(table).toContainEqual(['chat model', 'fetched', 'a shelf', '98.4 MB', '0.0'])
})

test('a part that cannot be had stops nothing, and says what will not work and how to get it', async () => {
  const output = paper()
  const failing = part('Electron', {
    get: async () => {
      throw new Error('its host is silent')
    },
  })
  const outcomes = await runParts([failing, part('chat model', {})], output)
  expect(outcomes.map(({ state }) => state)).toEqual(['missing', 'fetched'])
  expect(output.text).toContain('Electron is missing: its host is silent')
  expect(output.text).toContain('Without it nothing is said.')
  expect(output.text).toContain('To get it: bring it by hand')
})

test('a check that throws is a missing part, not a failed install', async () => {
  const broken = part('Electron', {
    check: async () => {
      throw new Error('ELECTRON_EXEC_PATH leads nowhere')
    },
  })
  const outcomes = await runParts([broken], paper())
  expect(outcomes[0]).toMatchObject({ state: 'missing', detail: 'ELECTRON_EXEC_PATH leads nowhere' })
})

test('what this machine has no use for is not fetched', async () => {
  const unused = part('shared libraries', {
    check: async () => ({ state: 'not needed', reason: 'Linux only' }),
    get: async () => {
      throw new Error('fetched what is not needed')
    },
  })
  expect(await runParts([unused], paper())).toMatchObject([{ state: 'not needed', detail: 'Linux only' }])
})
