import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { ChildEntry } from '../../src-main/base/child-process.ts'
import { openConnection } from '../../src-main/storage/driver.ts'
import { type RunningApp, startApp } from './faults-app.ts'
import { temporaryFolder } from './faults-headless.ts'
import { isAlive } from './faults-processes.ts'
import { PATIENCE } from './faults-script.ts'
import { lookIntoStores } from './faults-stores.ts'

const samples = resolve(import.meta.dirname, '../../resources/samples')
const QUESTION = 'How much money do I leave for the brass key?'
/** Milliseconds that a person may be kept waiting by a part that hangs: its deadlines and a loaded machine. */
const BOUNDED = 40_000

async function appWithSamples(env: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const app = await startApp(temporaryFolder(), env)
  await app.script.whenReady()
  await app.script.add([samples])
  await app.script.whenRead(15)
  return app
}

/** Many passages, each its own, so that ingest takes seconds. */
function manyDocuments(count: number, passages = 10): string {
  const folder = join(temporaryFolder(), 'many')
  mkdirSync(folder)
  for (let n = 0; n < count; n++) {
    const paragraphs = Array.from(
      { length: passages },
      (_, at) =>
        `Ledger ${n}, entry ${at}: ${`the ${n}th mule of stable ${at} carries ${n * at} kilos of flour. `.repeat(8)}`,
    )
    writeFileSync(join(folder, `ledger-${n}.txt`), paragraphs.join('\n\n'))
  }
  return folder
}

/** Stopped, and going again at the end whatever happens. */
function freeze(pid: number): () => void {
  process.kill(pid, 'SIGSTOP')
  const thaw = () => {
    if (isAlive(pid)) process.kill(pid, 'SIGCONT')
  }
  onTestFinished(thaw)
  return thaw
}

test('Chroma, engine and reader killed again and again while documents come in: all of them come in', async () => {
  const dataFolder = temporaryFolder()
  const app = await startApp(dataFolder)
  await app.script.whenReady()
  const folder = manyDocuments(60)
  await app.script.add([folder])
  for (const entry of [
    'engine-child',
    'chroma-child',
    'reader-child',
    'engine-child',
    'chroma-child',
  ] as ChildEntry[]) {
    await wait(400)
    const pid = app.childPid(entry)
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  }
  const documents = await app.script.whenRead(60)
  expect(documents.filter(({ state }) => state !== 'indexed').map(({ error }) => error?.code)).toEqual(
    // The file in the reader's hands when it was killed says so, and can be tried again by hand.
    documents.filter(({ state }) => state === 'failed').map(() => 'READER_CRASHED'),
  )
  app.services.library.retry(null)
  await expect
    .poll(
      async () => (await app.script.documents()).filter(({ state }) => state === 'indexed').length,
      PATIENCE,
    )
    .toBe(60)
  await app.stop()
  await lookIntoStores(dataFolder, ({ rows, vectors }) => {
    const chunks = rows<{ id: number }>('SELECT id FROM chunk').map(({ id }) => String(id))
    expect(vectors.map((vector) => vector.split('/')[1] ?? '').sort()).toEqual(chunks.sort())
  })
})

test('ingest goes on within seconds of the engine being back', async () => {
  const app = await startApp(temporaryFolder())
  await app.script.whenReady()
  await app.script.add([manyDocuments(60)])
  await expect.poll(() => app.services.library.status().done, PATIENCE).toBeGreaterThan(0)
  process.kill(app.childPid('engine-child'), 'SIGKILL')
  await expect.poll(() => app.services.models.selection.engine.state, PATIENCE).toBe('failed')
  await expect
    .poll(() => app.services.models.selection.engine.state, { ...PATIENCE, interval: 10 })
    .toBe('ready')
  const { done } = app.services.library.status()
  await expect
    .poll(() => app.services.library.status(), { ...PATIENCE, interval: 20 })
    .toMatchObject({ waitingFor: null })
  await expect
    .poll(() => app.services.library.status().done, { ...PATIENCE, interval: 20 })
    .toBeGreaterThan(done)
})

test('a frozen Chroma: the answer comes in bounded time by words alone, says so, and all heals', async () => {
  const app = await appWithSamples()
  const thaw = freeze(app.childPid('chroma-child'))
  const began = performance.now()
  const answer = await app.script.ask(QUESTION)
  expect(performance.now() - began).toBeLessThan(BOUNDED)
  expect(answer.degraded).toContain('no_vector_store')
  expect(answer.citations.length).toBeGreaterThan(0)
  await expect.poll(() => app.script.checkState('vector_store'), PATIENCE).toBe('down')
  thaw()
  await expect.poll(() => app.script.checkState('vector_store'), PATIENCE).toBe('ok')
  expect((await app.script.ask(QUESTION)).degraded).not.toContain('no_vector_store')
})

test('a frozen engine: the answer comes in bounded time, quoted, says so, and all heals', async () => {
  const app = await appWithSamples()
  const thaw = freeze(app.childPid('engine-child'))
  const began = performance.now()
  const answer = await app.script.ask(QUESTION)
  expect(performance.now() - began).toBeLessThan(BOUNDED)
  expect(answer.mode).toBe('extractive')
  expect(answer.degraded).toEqual(expect.arrayContaining(['no_embedder']))
  expect(
    answer.degraded.some((reason) => /^(no_chat_model|chat_model_(failed|silent|resting))$/.test(reason)),
  ).toBe(true)
  thaw()
  await app.script.whenReady()
  const healed = await app.script.ask(QUESTION)
  expect(healed.degraded.filter((reason) => reason !== 'small_model')).toEqual([])
})

test('an engine killed in the middle of an answer: what it wrote is taken back and quotations stand instead', async () => {
  const app = await appWithSamples()
  const { conversations, sessions } = app.services
  const started = sessions.start({
    conversationId: null,
    collectionId: null,
    parentId: null,
    question: QUESTION,
  })
  const kill = sessions.onEvents(({ events }) => {
    if (!events.some(({ event }) => event.type === 'stage' && event.stage === 'writing')) return
    void kill.dispose()
    process.kill(app.childPid('engine-child'), 'SIGKILL')
  })
  const message = () => conversations.get(started.conversationId).messages.at(-1)
  await expect.poll(() => message()?.state, PATIENCE).toBe('complete')
  expect(message()).toMatchObject({ mode: 'extractive' })
  await app.script.whenReady()
})

test('a database held by another program: a question is answered and kept later, nothing is lost, and it goes on', async () => {
  const dataFolder = temporaryFolder()
  const app = await startApp(dataFolder)
  await app.script.whenReady()
  const { conversations, sessions } = app.services
  const holder = openConnection(join(dataFolder, 'alcove.db'), 0)
  onTestFinished(() => holder.close())
  const folder = manyDocuments(20)
  const names = readdirSync(folder)

  await app.script.add([folder])
  holder.exec('BEGIN EXCLUSIVE')
  const { status, body } = await app.script.call('POST', '/api/documents', { paths: [samples] })
  expect([status, body.error?.code]).toEqual([503, 'DATABASE_BUSY'])
  const stateOf = (conversationId: string) => conversations.get(conversationId).messages.at(-1)?.state
  const held = sessions.start({
    conversationId: null,
    collectionId: null,
    parentId: null,
    question: QUESTION,
  })
  await expect.poll(() => stateOf(held.conversationId), PATIENCE).toBe('complete')
  expect(sessions.line().unkept).toMatchObject([
    { messageId: held.assistantMessageId, code: 'DATABASE_BUSY' },
  ])
  holder.exec('COMMIT')
  await expect.poll(() => sessions.line().unkept, PATIENCE).toEqual([])
  expect(stateOf(held.conversationId)).toBe('complete')

  const documents = await app.script.whenRead(names.length)
  expect(documents.filter(({ state }) => state !== 'indexed')).toEqual([])
  const started = sessions.start({
    conversationId: null,
    collectionId: null,
    parentId: null,
    question: QUESTION,
  })
  await expect.poll(() => stateOf(started.conversationId), PATIENCE).toBe('complete')
  expect((await app.script.add([samples])).items).toHaveLength(15)
})
