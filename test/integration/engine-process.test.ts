import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { bundledModels, CHAT_MODEL, EMBEDDING_MODEL } from '../fakes/real-engine.ts'
import {
  answer,
  ask,
  copyStart,
  cosine,
  isRunning,
  never,
  nextState,
  post,
  real,
  running,
  withRealEngine,
} from './engine-set-up.ts'

withRealEngine()

describe('a model', () => {
  it('is listed with what its file says', async () => {
    expect(await real.server.models(never)).toEqual([
      expect.objectContaining({
        name: EMBEDDING_MODEL,
        kind: 'embedding',
        contextLength: 256,
        quantization: 'Q8_0',
      }),
      expect.objectContaining({
        name: CHAT_MODEL,
        kind: 'chat',
        size: 98_362_432,
        digest: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
        quantization: 'Q4_1',
        small: true,
      }),
    ])
  })

  it('that is not there is not found', async () => {
    await expect(answer(ask('Hi', { model: 'none' }))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('that is no GGUF, or half of one, says why', async () => {
    await writeFile(join(real.folder, 'notes.gguf'), 'These are my notes.')
    await expect(real.server.embed('notes', ['a'], never)).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('not a readable GGUF file'),
    })
    await copyStart(join(bundledModels, `${CHAT_MODEL}.gguf`), join(real.folder, 'half.gguf'), 20_000_000)
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(answer(ask('Hi', { model: 'half' }))).rejects.toMatchObject({
        code: 'MODEL_LOAD_FAILED',
        message: expect.stringMatching(/corrupted or incomplete/),
      })
    }
    expect((await answer(ask('Hi'))).reason).toBeDefined()
  })

  it('is unloaded when told to', async () => {
    await real.server.embed(EMBEDDING_MODEL, ['a'], never)
    await post('/api/chat', { model: CHAT_MODEL, messages: [], keep_alive: 0 })
    await post('/api/embed', { model: EMBEDDING_MODEL, input: 'a', keep_alive: 0 })
    await expect.poll(running).toEqual([])
  })
})

it('tells nobody anything without the secret', async () => {
  for (const headers of [{}, { authorization: 'Bearer guess' }]) {
    expect((await post('/api/show', { model: CHAT_MODEL }, headers)).status).toBe(401)
  }
})

it('is started again when it is killed, and answers as before', async () => {
  const before = await real.server.embed(EMBEDDING_MODEL, ['The hut opens in June.'], never)
  const failed = nextState('failed')
  const streaming = answer(ask('Tell me everything about everything.', { maxTokens: 2_000 }))
  const broken = expect(streaming).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  const ready = nextState('ready')
  process.kill(real.engine.pid ?? 0, 'SIGKILL')
  expect((await failed).error).toContain('SIGKILL')
  await broken
  await expect(real.server.version(never)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  await ready
  const after = await real.server.embed(EMBEDDING_MODEL, ['The hut opens in June.'], never)
  expect(cosine(before[0], after[0])).toBeCloseTo(1, 5)
})

it('ends with its parent, also when that is killed', async () => {
  const parent = spawn(process.execPath, [resolve(import.meta.dirname, '../fakes/engine-parent.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: parent.stdout }), 'line')
  const pid = Number(line)
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  while (isRunning(pid)) await new Promise(setImmediate)
})
