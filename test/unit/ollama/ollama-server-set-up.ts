import { afterEach, beforeEach } from 'vitest'
import type { ChatChunk } from '../../../src-main/ollama/index.ts'
import { ConnectionPool, OllamaServer } from '../../../src-main/ollama/index.ts'
import { FakeOllama } from '../../fakes/fake-ollama.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

export let fake: FakeOllama

export let server: OllamaServer

export let pool: ConnectionPool

export let clock: ManualClock

export const never = new AbortController().signal

export const request = { model: 'fake-chat', messages: [{ role: 'user', content: 'Hi' }] } as const

export async function collect(signal: AbortSignal = never): Promise<readonly ChatChunk[]> {
  const chunks: ChatChunk[] = []
  for await (const chunk of server.chat(request, signal)) chunks.push(chunk)
  return chunks
}

export const textOf = (chunks: readonly ChatChunk[]) =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')

/** Settles when the fake has got a request for this path. */
export async function seen(path: string): Promise<void> {
  while (fake.requestsTo(path).length === 0) await new Promise(setImmediate)
}

/** A client and the Ollama that it speaks to, anew for each test of the file. */
export function withOllamaServer(): void {
  beforeEach(async () => {
    fake = await new FakeOllama().start()
    clock = new ManualClock()
    pool = new ConnectionPool({ clock })
    server = new OllamaServer({
      backend: 'ollama',
      clock,
      pool,
      origin: fake.origin,
      address: async () => ({ origin: fake.origin, headers: { authorization: 'Bearer s3cret' } }),
    })
  })

  afterEach(async () => {
    await pool.dispose()
    await fake.close()
  })
}
