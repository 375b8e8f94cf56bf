import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BreakerName, BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { type Answer, stall, status } from '../fakes/fake-ollama-answers.ts'
import { type RunningApp, startApp } from './faults-app.ts'
import { temporaryFolder } from './faults-headless.ts'
import { PATIENCE } from './faults-script.ts'

const QUESTION = 'What is the deposit for the brass key?'
const QUICK = { ...PATIENCE, interval: 20 }
/** So that an outage takes seconds; the rest is long enough to be seen. */
const SHORT = { CIRCUIT_BREAKER_FAILURE_THRESHOLD: '2', CIRCUIT_BREAKER_TIMEOUT: '2' }
/** Of a fake, which answers at once if it answers; a real model needs more on a busy machine. */
const IMPATIENT = { ...SHORT, OLLAMA_FIRST_TOKEN_TIMEOUT: '1', OLLAMA_EMBED_TIMEOUT: '1' }

/** A document that answers the question. */
function deposit(): string {
  const file = join(temporaryFolder(), 'deposit.txt')
  writeFileSync(file, 'The deposit for the brass key is fifty crowns, paid to the warden.')
  return file
}

function manyDocuments(count: number): string {
  const folder = join(temporaryFolder(), 'many')
  mkdirSync(folder)
  for (let n = 0; n < count; n++) {
    const paragraphs = Array.from(
      { length: 10 },
      (_, at) => `Ledger ${n}, entry ${at}: ${`the ${n}th mule of stable ${at} carries flour. `.repeat(8)}`,
    )
    writeFileSync(join(folder, `ledger-${n}.txt`), paragraphs.join('\n\n'))
  }
  return folder
}

async function withOllama(
  env: Readonly<Record<string, string>> = {},
  dataFolder = temporaryFolder(),
): Promise<{ readonly app: RunningApp; readonly ollama: FakeOllama }> {
  const ollama = await new FakeOllama().start()
  onTestFinished(() => ollama.close())
  ollama.loaded = ['fake-chat:latest']
  const app = await startApp(dataFolder, {
    ...{ OLLAMA_HOST: ollama.origin, ALCOVE_BACKEND: 'ollama' },
    ...IMPATIENT,
    ...env,
  })
  await app.script.whenReady()
  return { app, ollama }
}

function breaker({ services }: RunningApp, name: BreakerName): BreakerSnapshot {
  const found = services.resilience.snapshot().breakers.find((each) => each.name === name)
  if (!found) throw new Error(`There is no breaker ${name}`)
  return found
}

/** Status and the checks that are not ok. */
async function readiness({ script }: RunningApp) {
  const { status: code, body } = await script.call<{
    checks: Record<string, { state: string; detail: string }>
  }>('GET', '/health/ready')
  return {
    code,
    failed: Object.fromEntries(
      Object.entries(body.checks).flatMap(([name, { state, detail }]) =>
        state === 'ok' ? [] : [[name, detail]],
      ),
    ),
  }
}

const chatOutages: readonly (readonly [string, Answer, RegExp])[] = [
  ['stalls', stall, /DEADLINE_FIRST_TOKEN/],
  ['says 500', status(500, 'the runner has crashed'), /MODEL_FAILED/],
  ['says 503', status(503, 'loading failed'), /MODEL_/],
]

test.each(chatOutages)(
  'an Ollama whose chat %s: quoted, then quoted at once, not ready; ready again by itself without a question',
  async (_, answer, code) => {
    const { app, ollama } = await withOllama()
    await app.script.add([deposit()])
    await app.script.whenRead(1)
    ollama.fail(answer, '/api/chat')

    const first = await app.script.ask(QUESTION)
    expect(first).toMatchObject({ mode: 'extractive', degraded: ['chat_model_silent'] })
    // Probes may come in between, which ask.
    await expect
      .poll(async () => (await app.script.ask(QUESTION)).degraded, QUICK)
      .toEqual(['chat_model_resting'])
    expect(breaker(app, 'ollama_client').lastFailure?.code).toMatch(code)
    expect(breaker(app, 'ollama_embed')).toMatchObject({ state: 'closed', failures: 0 })
    await expect
      .poll(() => readiness(app), QUICK)
      .toMatchObject({ code: 503, failed: { breaker: expect.stringContaining('ollama_client') } })

    ollama.recover()
    await expect.poll(() => readiness(app), QUICK).toEqual({ code: 200, failed: {} })
    const { degraded, mode } = await app.script.ask(QUESTION)
    expect({ degraded, mode }).toEqual({ degraded: [], mode: 'generated' })
  },
)

const answered: readonly (readonly [string, Answer, string])[] = [
  ['is busy (429)', status(429, 'too many requests'), 'chat_model_busy'],
  ['is busy (503)', status(503, 'server busy, please try again'), 'chat_model_busy'],
  ['has the model no more', status(404, 'model "fake-chat" not found'), 'chat_model_refused'],
  ['takes no such request', status(400, '"fake-chat" does not support chat'), 'chat_model_refused'],
]

test.each(answered)('an Ollama that %s: quoted, said as it is, and never rested', async (_, answer, code) => {
  const { app, ollama } = await withOllama()
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  ollama.fail(answer, '/api/chat')
  for (let question = 0; question < 6; question++) {
    expect(await app.script.ask(QUESTION)).toMatchObject({ mode: 'extractive', degraded: [code] })
  }
  expect(breaker(app, 'ollama_client')).toMatchObject({ state: 'closed', failures: 0 })
  ollama.recover()
  await expect.poll(async () => (await app.script.ask(QUESTION)).mode, QUICK).toBe('generated')
})

test('an Ollama that refuses connections and returns: models are found again, and answers are written', async () => {
  const { app, ollama } = await withOllama()
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  await ollama.close()
  const answer = await app.script.ask(QUESTION)
  expect(answer.mode).toBe('extractive')
  expect(answer.answer).toContain('fifty crowns')
  await expect.poll(async () => (await readiness(app)).code, QUICK).toBe(503)

  await ollama.start()
  await expect.poll(() => readiness(app), QUICK).toEqual({ code: 200, failed: {} })
  expect(await app.script.ask(QUESTION)).toMatchObject({ mode: 'generated', degraded: [] })
})

test('an Ollama that stalls on everything and goes on: as if nothing had been', async () => {
  const { app, ollama } = await withOllama()
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  ollama.fail(stall, '/api/chat', '/api/embed', '/api/version', '/api/tags', '/api/ps', '/api/show')
  await expect
    .poll(async () => {
      expect((await app.script.ask(QUESTION)).mode).toBe('extractive')
      return (await readiness(app)).code
    }, QUICK)
    .toBe(503)

  ollama.recover()
  await expect.poll(() => readiness(app), QUICK).toEqual({ code: 200, failed: {} })
  expect(await app.script.ask(QUESTION)).toMatchObject({ mode: 'generated', degraded: [] })
})

test('embeds that fail in the background block no chat, and documents come in once they are back', async () => {
  const { app, ollama } = await withOllama()
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  ollama.fail(status(500, 'out of memory'), '/api/embed')
  await app.script.add([manyDocuments(20)])
  await expect.poll(() => breaker(app, 'ollama_embed').state, QUICK).toBe('open')
  await expect
    .poll(() => readiness(app), QUICK)
    .toMatchObject({ code: 503, failed: { breaker: expect.stringContaining('ollama_embed') } })
  // Found by words alone, and written all the same.
  expect(await app.script.ask(QUESTION)).toMatchObject({ mode: 'generated', degraded: ['no_embedder'] })
  expect(breaker(app, 'ollama_client')).toMatchObject({ state: 'closed', failures: 0, rejected: 0 })

  ollama.recover()
  const documents = await app.script.whenRead(21)
  expect(documents.filter(({ state }) => state !== 'indexed')).toEqual([])
  expect(await readiness(app)).toEqual({ code: 200, failed: {} })
})

test('the history of breakers is kept over a restart, their state is not', async () => {
  const dataFolder = temporaryFolder()
  const { app, ollama } = await withOllama({ CIRCUIT_BREAKER_TIMEOUT: '600' }, dataFolder)
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  ollama.fail(status(500, 'the runner has crashed'), '/api/chat')
  await expect
    .poll(async () => (await app.script.ask(QUESTION)).degraded, QUICK)
    .toEqual(['chat_model_resting'])
  const history = app.services.resilience.history()
  expect(history).toMatchObject([{ breaker: 'ollama_client', from: 'closed', to: 'open' }])
  // In our words: a server's own may repeat what it was sent.
  expect(history[0]?.cause).toContain('It answered 500.')
  expect(history[0]?.cause).not.toContain('the runner has crashed')
  await app.stop()

  const { app: again } = await withOllama({}, dataFolder)
  expect(again.services.resilience.history()).toEqual(history)
  expect(breaker(again, 'ollama_client')).toMatchObject({ state: 'closed', total: 0 })
  expect(await again.script.ask(QUESTION)).toMatchObject({ mode: 'generated', degraded: [] })
})

test('an engine killed five times in a row while documents come in: ready again, and all of them are in', async () => {
  const app = await startApp(temporaryFolder(), SHORT)
  await app.script.whenReady()
  await app.script.add([deposit()])
  await app.script.whenRead(1)
  await app.script.add([manyDocuments(12)])
  for (let kills = 0; kills < 5; kills++) {
    await expect.poll(() => app.services.models.selection.engine.state, QUICK).toBe('ready')
    process.kill(app.childPid('engine-child'), 'SIGKILL')
    await expect.poll(() => app.services.models.selection.engine.state, QUICK).toBe('failed')
    expect((await readiness(app)).code).toBe(503)
    expect((await app.script.ask(QUESTION)).mode).toBe('extractive')
  }
  const documents = await app.script.whenRead(13)
  expect(documents.filter(({ state }) => state !== 'indexed')).toEqual([])
  await expect.poll(() => readiness(app), QUICK).toEqual({ code: 200, failed: {} })
  expect((await app.script.ask(QUESTION)).degraded.filter((reason) => reason !== 'small_model')).toEqual([])
})

test('Chroma killed, then frozen: ready again by itself, and nothing is missing', async () => {
  const app = await startApp(temporaryFolder(), SHORT)
  await app.script.whenReady()
  await app.script.add([manyDocuments(10), deposit()])
  await app.script.whenRead(11)
  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    const { found } = await vectorSearch(app)
    process.kill(app.childPid('chroma-child'), signal)
    const asked = signal === 'SIGSTOP' ? app.script.ask(QUESTION) : null
    await expect
      .poll(() => readiness(app), QUICK)
      .toMatchObject({ code: 503, failed: { vector_store: expect.any(String) } })
    if (asked) expect((await asked).degraded).toContain('no_vector_store')
    await expect.poll(() => readiness(app), QUICK).toEqual({ code: 200, failed: {} })
    expect(await vectorSearch(app)).toEqual({ degraded: [], found })
  }
})

/** What a question finds with the vectors' help, best first. */
async function vectorSearch({ script }: RunningApp) {
  const { degraded, citations, timings } = await script.ask(QUESTION)
  expect(timings.dense).toBeGreaterThan(0)
  return {
    degraded: degraded.filter((reason) => reason !== 'small_model'),
    found: citations.map(({ title, start }) => `${title} ${start}`),
  }
}
