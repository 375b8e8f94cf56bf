import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { errorCatalogue } from '../../src-shared/error-codes.ts'
import { fixtureErrors, hostileNames, writeHostileNames, writeOddEntries } from './faults-documents.ts'
import { headless, temporaryFolder, unprivileged } from './faults-headless.ts'
import { residentBytesOf } from './faults-processes.ts'
import { type ListedDocument, PATIENCE } from './faults-script.ts'

const fixtures = resolve(import.meta.dirname, '../fixtures/documents')
const MEGABYTE = 1024 * 1024

/** Alcove as somebody without rights, and a folder of documents that they own. */
async function start() {
  const root = temporaryFolder(unprivileged)
  const files = join(root, 'files')
  mkdirSync(files)
  const running = headless({ dataFolder: join(root, 'data'), user: unprivileged })
  const script = await running.script()
  await script.whenReady()
  return { root, files, running, script }
}

const outcome = ({ state, error }: ListedDocument) => error?.code ?? state

test('a batch of every kind of bad file: one clear message for each, and the good ones are in', async () => {
  const { root, files, script } = await start()
  mkdirSync(join(files, 'fixtures'))
  const names = readdirSync(fixtures).filter((name) => !/^\.|^README/.test(name))
  for (const name of names) cpSync(join(fixtures, name), join(files, 'fixtures', name))
  writeHostileNames(join(files, 'names'))
  const outside = join(root, 'outside.txt')
  writeFileSync(outside, 'The file outside is reached by a link and speaks of a kazoo.')
  const odd = writeOddEntries(join(files, 'odd'), outside)
  const shut = join(files, 'shut')
  mkdirSync(shut)
  writeFileSync(join(shut, 'inside.txt'), 'nobody reads this')
  chmodSync(shut, 0o000)
  const secret = join(files, 'secret.txt')
  writeFileSync(secret, 'nobody reads this either')
  chmodSync(secret, 0o000)
  const before = new Map(names.map((name) => [name, readFileSync(join(files, 'fixtures', name), 'base64')]))

  const { items, refused } = await script.add([
    files,
    // Named as well, and one of them twice.
    ...Object.values(odd),
    join(files, 'fixtures', 'unicode.md'),
    join(files, 'fixtures', '..', 'fixtures', 'unicode.md'),
    join(files, 'no-such-file.txt'),
    shut,
    '/dev/zero',
  ])

  const inFiles = (path: string) => path.replace(`${files}/`, '').replace(/\/level-.*/, '/level-…')
  expect(refused.map(({ path, code }) => [inFiles(path), code]).sort()).toEqual([
    ['/dev/zero', 'FILE_UNSUPPORTED'],
    ['no-such-file.txt', 'FILE_NOT_FOUND'],
    ['odd/dangling.txt', 'FILE_NOT_FOUND'],
    ['odd/itself.txt', 'FILE_NOT_FOUND'],
    ['odd/level-…', 'TOO_LARGE'],
    ['odd/pipe.txt', 'FILE_UNSUPPORTED'],
    ['shut', 'FILE_NO_PERMISSION'],
  ])
  for (const { message } of refused) expect(message).toMatch(/^[A-Z].*\.$/)
  expect(items.filter(({ path }) => path.endsWith('unicode.md'))).toHaveLength(1)

  const documents = await script.whenRead(items.length)
  const outcomes = Object.fromEntries(
    documents
      .filter(({ path }) => path.includes('/fixtures/'))
      .map((document) => [basename(document.path), outcome(document)]),
  )
  expect(outcomes).toEqual(Object.fromEntries(names.map((name) => [name, fixtureErrors[name] ?? 'indexed'])))
  const named = documents.filter(({ path }) => path.includes('/names/'))
  expect(named.map(({ path }) => basename(path)).sort()).toEqual([...hostileNames].sort())
  expect(new Set(named.map(outcome))).toEqual(new Set(['indexed']))
  expect(documents.find(({ path }) => path === secret)?.error?.code).toBe('FILE_NO_PERMISSION')
  const rest = documents.filter(({ path }) => !/\/(fixtures|names)\//.test(path) && path !== secret)
  expect(rest.map(({ path, state }) => [basename(path), state]).sort()).toEqual([
    ['found.txt', 'indexed'],
    ['outside.txt', 'indexed'],
  ])

  for (const { error } of documents.filter(({ state }) => state === 'failed')) {
    expect(Object.keys(errorCatalogue)).toContain(error?.code)
    expect(error?.message).toMatch(/^[A-Z][^\n]*\.$/)
    expect(error?.message).not.toMatch(/Error:|\bat \/|node_modules|undefined|\[object/)
  }
  const answer = await script.ask('Which number is the needle in this haystack?')
  expect(answer.citations[0]?.path).toBe(join(files, 'fixtures', 'long-line.txt'))
  // Nothing was touched, and nothing was run.
  const after = new Map(names.map((name) => [name, readFileSync(join(files, 'fixtures', name), 'base64')]))
  expect(after).toEqual(before)
  expect(readdirSync(join(files, 'names')).sort()).toEqual([...hostileNames].sort())
  chmodSync(shut, 0o700)
})

test('a file that goes, one that keeps changing and one that was replaced, while they are read', async () => {
  const { files, script } = await start()
  for (let n = 0; n < 40; n++) {
    writeFileSync(join(files, `${n}.txt`), `Report ${n}. `.repeat(200))
  }
  const late = join(files, 'late.txt')
  const restless = join(files, 'restless.txt')
  writeFileSync(late, 'It was here a moment ago.')
  writeFileSync(restless, 'First draft.')
  // Large enough that it is still being written to whenever it is read.
  const writer = setInterval(() => writeFileSync(restless, 'Draft after draft. '.repeat(100_000)), 1)
  try {
    await script.add([files, late])
    rmSync(late)
    await expect
      .poll(async () => (await script.documents()).find(({ path }) => path === late)?.error, PATIENCE)
      .toMatchObject({ code: 'FILE_NOT_FOUND', message: 'The file is no longer there.' })
  } finally {
    clearInterval(writer)
  }
  writeFileSync(restless, 'The last draft speaks of a bassoon.')
  await script.add([restless])
  const documents = await script.whenRead(42)
  expect(documents.filter(({ state }) => state === 'failed').map(({ path }) => path)).toEqual([late])
  const { citations } = await script.ask('What does the last draft speak of?')
  expect(citations[0]).toMatchObject({ path: restless, quote: expect.stringContaining('bassoon') })
})

test('a text of 100 MB is refused or read in bounded time, memory and breath of the main process', async () => {
  const { files, running, script } = await start()
  const huge = join(files, 'huge.txt')
  const line = 'All work and no play makes Jack a dull boy, said the lighthouse keeper for the nth time. '
  writeFileSync(huge, line.repeat(Math.ceil((100 * MEGABYTE) / line.length)))
  writeFileSync(join(files, 'small.txt'), 'Beside it lies a small file about a piccolo.')
  const idle = residentBytesOf(running.pid)
  let most = idle
  const watch = setInterval(() => {
    most = Math.max(most, residentBytesOf(running.pid))
  }, 20)
  try {
    await script.add([huge, join(files, 'small.txt')])
    const documents = await script.whenRead(2)
    expect(documents.find(({ path }) => path === huge)?.error).toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: expect.stringMatching(/has 10\d MB; the limit/),
    })
    expect(documents.find(({ path }) => path !== huge)?.state).toBe('indexed')
  } finally {
    clearInterval(watch)
  }
  expect((most - idle) / MEGABYTE).toBeLessThan(100)
})
