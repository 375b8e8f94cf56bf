import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src-main/storage/index.ts'
import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { startApp } from './faults-app.ts'
import { headless, temporaryFolder, unprivileged } from './faults-headless.ts'
import { PATIENCE } from './faults-script.ts'

const QUESTION = 'What is the deposit for the brass key?'

/** A document that answers it. */
function deposit(): string {
  const file = join(temporaryFolder(), 'deposit.txt')
  writeFileSync(file, 'The deposit for the brass key is fifty crowns, paid to the warden.')
  return file
}

/** A whole one but for one page in its middle. */
function damagedDatabase(folder: string): Buffer {
  const file = join(folder, 'whole.db')
  const database = openDatabase({ file, log: silentLog().scope('database') })
  const insert = database.prepare('INSERT INTO trace (id, created_at, data) VALUES (?, 0, ?)')
  for (let n = 0; n < 500; n++) insert.run(`trace-${n}`, 'x'.repeat(1_000))
  void database.dispose()
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 4_096 * 60, 4_096 * 61)
  rmSync(file)
  return bytes
}

test('a damaged database: one sentence, exit code 1, and the file is left as it is', async () => {
  const dataFolder = temporaryFolder()
  const file = join(dataFolder, 'alcove.db')
  for (const damage of [
    Buffer.from('this is no database at all '.repeat(500)),
    damagedDatabase(dataFolder),
  ]) {
    writeFileSync(file, damage)
    const { code, stderr, stdout } = await headless({ dataFolder }).ended
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trim()).toMatch(/^The database is damaged: .*alcove\.db\. It was left as it is\./)
    expect(stderr).not.toMatch(/\bat .*\.ts:\d+/)
    expect(readFileSync(file).equals(damage)).toBe(true)
  }
})

test('a data folder that cannot be written or made is named, without a stack', async () => {
  const shut = temporaryFolder()
  chmodSync(shut, 0o500)
  for (const dataFolder of ['/dev/null/alcove', join(shut, 'alcove')]) {
    const { code, stderr } = await headless({ dataFolder, user: unprivileged }).ended
    expect(code).toBe(1)
    expect(stderr).toBe(
      `The data folder cannot be made or written: ${dataFolder}. Mend its permissions, or name another one by ALCOVE_DATA.\n`,
    )
  }
})

test('a port that is taken: the next free one, said in the output and in the settings', async () => {
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo

  const running = headless({ dataFolder: temporaryFolder(), env: { ALCOVE_PORT: String(port) } })
  const script = await running.script()
  expect(running.stdout).toContain(`(port ${port} is taken by another program)`)
  expect(Number(new URL(script.origin).port)).toBeGreaterThan(port)
  expect((await script.call('GET', '/health/live')).status).toBe(200)

  const app = await startApp(temporaryFolder(), { ALCOVE_PORT: String(port) })
  const { api } = app.services.settingsView().about
  expect(api).toMatchObject({ requestedPort: port, port: app.alcove.api.port, origin: app.script.origin })
  expect(api?.port).not.toBe(port)
})

test('a second one with the same data folder is told who has it and where that answers', async () => {
  const dataFolder = temporaryFolder()
  const first = headless({ dataFolder })
  const { origin } = await first.script()
  const second = await headless({ dataFolder }).ended
  expect(second).toEqual({
    code: 1,
    stdout: '',
    stderr: `Alcove is already running with this data folder (process ${first.pid}, ${origin}).\n`,
  })
  // The first one does not care.
  expect((await (await first.script()).readiness()).status).toMatch(/ready/)
})

test('a Chroma folder deleted while Alcove was closed is built again without asking the embedder', async () => {
  const dataFolder = temporaryFolder()
  const files = temporaryFolder()
  // The same passages in many documents: the embedder is asked once for each, the vector store holds all.
  const passages = Array.from(
    { length: 12 },
    (_, n) => `## Part ${n}\n\n${`Brass key number ${n} opens it. `.repeat(30)}`,
  )
  for (let n = 0; n < 120; n++) writeFileSync(join(files, `copy-${n}.md`), passages.join('\n\n'))
  const before = await startApp(dataFolder)
  await before.script.whenReady()
  await before.script.add([files, deposit()])
  await before.script.whenRead(121)
  const { chunks } = before.services.diagnostics.snapshot().library
  await before.stop()
  rmSync(join(dataFolder, 'chroma'), { recursive: true })

  const embedded = watchEmbedding()
  const after = await startApp(dataFolder)
  const seen: NonNullable<IngestStatus['rebuild']>[] = []
  const subscription = after.services.library.onStatus(({ rebuild }) => {
    if (rebuild) seen.push(rebuild)
  })
  // Full text answers until the store is there, and says so.
  const early = await after.script.ask(QUESTION)
  expect(early.citations[0]?.title).toBe('deposit')
  expect(early.degraded.filter((reason) => /^no_(embedder|vector_store)$/.test(reason))).toHaveLength(1)
  await after.script.whenReady()
  await expect.poll(() => after.services.library.status().rebuild, PATIENCE).toBeNull()
  void subscription.dispose()

  expect(chunks).toBeGreaterThan(1_000)
  expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([chunks]))
  expect(Math.max(...seen.map(({ done }) => done))).toBeGreaterThan(0)
  // What the app says to see that the embedder works, and the question: no passage.
  expect(embedded.length).toBeGreaterThan(0)
  expect(embedded.filter((text) => text.includes('opens it'))).toEqual([])
  const answer = await after.script.ask(QUESTION)
  expect(answer.timings.dense).toBeGreaterThan(0)
  expect(answer.degraded).not.toContain('no_vector_store')
})

/** What any embedder is asked from now on, as it goes over the wire. */
function watchEmbedding(): readonly string[] {
  const bodies: string[] = []
  const listen = (message: unknown) => {
    const { request, chunk } = message as { readonly request: { path: string }; readonly chunk: Uint8Array }
    if (request.path === '/api/embed') bodies.push(Buffer.from(chunk).toString())
  }
  subscribe('undici:request:bodyChunkSent', listen)
  onTestFinished(() => void unsubscribe('undici:request:bodyChunkSent', listen))
  return bodies
}

test('a chat model that is not there is replaced by the best that is, and that is said', async () => {
  const app = await startApp(temporaryFolder(), { ALCOVE_CHAT_MODEL: 'no-such-model' })
  await app.script.whenReady()
  expect(app.services.models.selection).toMatchObject({
    chat: { name: 'smollm2-135m-instruct-q4_1' },
    reason: 'no-such-model is not there; smollm2-135m-instruct-q4_1 answers instead.',
  })
})

test('without a chat model answers are quoted, and every place says so', async () => {
  const ollama = await new FakeOllama().start()
  onTestFinished(() => ollama.close())
  ollama.models = ollama.models.filter(({ kind }) => kind === 'embedding')
  const app = await startApp(temporaryFolder(), { OLLAMA_HOST: ollama.origin, ALCOVE_BACKEND: 'ollama' })
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  const answer = await app.script.ask(QUESTION)
  expect(answer).toMatchObject({ mode: 'extractive', model: null, degraded: ['no_chat_model'] })
  expect(answer.answer).toContain('fifty crowns')
  const { status, checks } = await app.script.readiness()
  expect(status).toBe('ready')
  expect(checks.model).toMatchObject({
    state: 'degraded',
    detail: 'No chat model is installed. Answers are quoted from the documents.',
  })
})

test('without an embedder full text answers, and the documents wait for the vectors', async () => {
  const app = await startApp(temporaryFolder(), { ALCOVE_EMBEDDING_MODEL: 'no-such-model' })
  await app.script.add([deposit()])
  await expect.poll(() => app.services.library.status().waitingFor, PATIENCE).toBe('embedder')
  const answer = await app.script.ask(QUESTION)
  expect(answer.degraded).toContain('no_embedder')
  expect(answer.citations.map(({ title }) => title)).toEqual(['deposit'])
  expect((await app.script.readiness()).checks.embedder).toMatchObject({
    state: 'down',
    detail: expect.stringContaining('full-text search'),
  })
})

test('without any model full text is quoted, and the way out is said', async () => {
  const app = await startApp(temporaryFolder(), { ALCOVE_BACKEND: 'ollama' })
  await app.script.add([deposit()])
  await expect.poll(() => app.services.library.status().waitingFor, PATIENCE).toBe('embedder')
  const answer = await app.script.ask(QUESTION)
  expect(answer).toMatchObject({ mode: 'extractive', degraded: ['no_chat_model', 'no_embedder'] })
  expect(answer.answer).toContain('fifty crowns')
  const { status, body } = await app.script.call<{ status: string }>('GET', '/health/ready')
  expect([status, body.status]).toEqual([503, 'not_ready'])
  expect(app.services.models.selection.reason).toContain('Ollama does not answer')
})
