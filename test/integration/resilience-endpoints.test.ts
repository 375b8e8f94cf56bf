import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { z } from 'zod'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { status } from '../fakes/fake-ollama-answers.ts'
import { breakersAnswer, poolAnswer } from '../fakes/resilience-answers.ts'
import { type RunningApp, startApp } from './faults-app.ts'
import { temporaryFolder } from './faults-headless.ts'

const QUESTION = 'What is the deposit for the brass key?'

async function read<T>({ alcove }: RunningApp, schema: z.ZodType<T>, route: string): Promise<T> {
  const response = await fetch(`${alcove.api.origin}/api/${route}/metrics`)
  return schema.parse(await response.json())
}

/** The samples of /metrics, by name and labels. */
async function samples({ alcove }: RunningApp): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${alcove.api.origin}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

test('of a running app say the same in both forms, before an outage, in it and after a reset by hand', async () => {
  const ollama = await new FakeOllama().start()
  onTestFinished(() => ollama.close())
  ollama.loaded = ['fake-chat:latest']
  const folder = temporaryFolder()
  const app = await startApp(folder, {
    OLLAMA_HOST: ollama.origin,
    ALCOVE_BACKEND: 'ollama',
    CIRCUIT_BREAKER_FAILURE_THRESHOLD: '2',
    CIRCUIT_BREAKER_TIMEOUT: '600',
  })
  await app.script.whenReady()
  const file = join(folder, 'deposit.txt')
  writeFileSync(file, 'The deposit for the brass key is fifty crowns, paid to the warden.')
  await app.script.add([file])
  await app.script.whenRead(1)
  await app.script.ask(QUESTION)

  const well = await read(app, breakersAnswer, 'circuit-breaker')
  expect(well.circuit_breakers.ollama_client).toMatchObject({
    ...{ state: 'closed', needed: true, success_count: 1, success_rate_percent: 100, retry_after: null },
    config: { failure_threshold: 2, timeout: 600 },
  })
  expect(well.circuit_breakers.engine).toMatchObject({ needed: false, success_rate_percent: null })
  expect(well.summary).toEqual({ total_circuits: 5, open_circuits: 0, half_open_circuits: 0 })

  ollama.fail(status(500, 'the runner has crashed'), '/api/chat')
  for (let question = 0; question < 3; question++) await app.script.ask(QUESTION)
  const { circuit_breakers, summary } = await read(app, breakersAnswer, 'circuit-breaker')
  const chat = circuit_breakers.ollama_client
  expect(chat).toMatchObject({ state: 'open', failure_count: 2, last_failure: { code: 'MODEL_FAILED' } })
  expect(chat.window).toEqual([true, false, false])
  expect(chat.retry_after).toBeGreaterThan(500)
  expect(summary.open_circuits).toBe(1)
  const measured = await samples(app)
  const calls = (outcome: string) =>
    measured.get(`alcove_circuit_breaker_calls_total{name="ollama_client",outcome="${outcome}"}`)
  expect(['success', 'failure', 'neutral', 'rejected'].map(calls)).toEqual([
    chat.success_count,
    chat.failure_count,
    chat.neutral_count,
    chat.rejected_count,
  ])
  expect(measured.get('alcove_circuit_breaker_state{name="ollama_client",state="open"}')).toBe(1)
  expect(measured.get('alcove_check_up{check="breaker"}')).toBe(0)

  const { connection_pool } = await read(app, poolAnswer, 'connection-pool')
  expect(connection_pool.origins.map(({ origin }) => origin)).toContain(ollama.origin)
  expect(connection_pool.reuse_rate).toBeGreaterThan(0)
  const after = await samples(app)
  expect(after.get('alcove_connection_pool_requests_total')).toBeGreaterThanOrEqual(
    connection_pool.total_requests,
  )
  expect(after.get('alcove_connection_pool_acquire_wait_seconds_count')).toBeGreaterThan(0)

  ollama.recover()
  app.services.resilience.control('ollama_client', 'reset')
  expect((await read(app, breakersAnswer, 'circuit-breaker')).circuit_breakers.ollama_client).toMatchObject({
    ...{ state: 'closed', failure_count: 0, window: [], last_failure: null, success_rate_percent: null },
  })
  expect(
    (await samples(app)).get('alcove_circuit_breaker_calls_total{name="ollama_client",outcome="failure"}'),
  ).toBe(2)
  expect(app.services.resilience.history()[0]).toMatchObject({
    from: 'open',
    to: 'closed',
    cause: 'By hand: reset.',
  })
})
