import { expect, it } from 'vitest'
import { Gate, held, status, tokens } from '../fakes/fake-ollama-answers.ts'
import {
  breakers,
  chat,
  fake,
  guarded,
  never,
  pool,
  request,
  until,
  withGuardedOllama,
} from './guarded-ollama-set-up.ts'

withGuardedOllama({ maxSize: 1, block: true })

/** One chat that has the only connection until its gate opens. */
async function occupied(): Promise<{ readonly gate: Gate; readonly ended: Promise<unknown> }> {
  const gate = new Gate()
  fake.script('/api/chat', held(gate, tokens(['A'])))
  const ended = chat()
  await gate.reached
  return { gate, ended }
}

it('a breaker that opens turns away at once who waits for a connection, and only its own class', async () => {
  const { gate, ended } = await occupied()
  const waiting = [chat(), chat()].map((call) =>
    expect(call).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', data: { breaker: 'ollama_client' } }),
  )
  const embedding = guarded.embed('fake-embed', ['a'], never)
  await until(() => pool.snapshot().queued === 3)
  breakers.chat.forceOpen('By hand.')
  await Promise.all(waiting)
  expect(pool.snapshot().queued).toBe(1)
  gate.open()
  await ended
  expect(await embedding).toHaveLength(1)
  expect(fake.requestsTo('/api/chat')).toHaveLength(1)
})

it('a retry that waits for a connection when the breaker opens ends with the error of before it', async () => {
  const gates = [new Gate(), new Gate()] as const
  fake.script('/api/chat', held(gates[0], status(500, 'the cause')), held(gates[1], tokens(['A'])))
  const first = expect(chat()).rejects.toMatchObject({ code: 'MODEL_FAILED', message: 'the cause' })
  await gates[0].reached
  const second = chat()
  await until(() => pool.snapshot().queued === 1)
  gates[0].open()
  await gates[1].reached
  await until(() => pool.snapshot().queued === 1)
  breakers.chat.forceOpen('By hand.')
  await first
  gates[1].open()
  await second
})

it('a rejecting breaker rejects before anything waits', async () => {
  const { gate, ended } = await occupied()
  breakers.chat.forceOpen('By hand.')
  const asked = guarded.chat(request, never)[Symbol.asyncIterator]().next()
  await expect(asked).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
  expect(pool.snapshot().queued).toBe(0)
  gate.open()
  await ended
})
