import { open, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll } from 'vitest'
import type { EngineState } from '../../src-main/engine/index.ts'
import type { ChatChunk, ChatRequest } from '../../src-main/ollama/index.ts'
import { CHAT_MODEL, type RealEngine, realEngine } from '../fakes/real-engine.ts'

export const never = new AbortController().signal

export let real: RealEngine

export function ask(
  content: string,
  rest: Partial<ChatRequest> = {},
  signal = never,
): AsyncIterable<ChatChunk> {
  return real.server.chat(
    {
      model: CHAT_MODEL,
      messages: [{ role: 'user', content }],
      temperature: 0,
      maxTokens: 24,
      contextTokens: 2_048,
      ...rest,
    },
    signal,
  )
}

export async function answer(chunks: AsyncIterable<ChatChunk>) {
  let text = ''
  for await (const chunk of chunks) {
    if (chunk.type === 'text') text += chunk.text
    if (chunk.type === 'done') return { ...chunk, text }
  }
  throw new Error('no done')
}

export async function post(path: string, body: object, headers?: Record<string, string>): Promise<Response> {
  const { origin, secret } = await real.engine.ready(never)
  return fetch(origin + path, {
    method: 'POST',
    headers: headers ?? { authorization: `Bearer ${secret}` },
    body: JSON.stringify(body),
  })
}

export async function running(): Promise<unknown> {
  const { origin, secret } = await real.engine.ready(never)
  const response = await fetch(`${origin}/api/ps`, { headers: { authorization: `Bearer ${secret}` } })
  return ((await response.json()) as { models: unknown }).models
}

export function nextState(wanted: EngineState['state']): Promise<EngineState> {
  return new Promise((settle) => {
    const listening = real.engine.onState((state) => {
      if (state.state !== wanted) return
      void listening.dispose()
      settle(state)
    })
  })
}

export function cosine(a: Float32Array = Float32Array.of(), b: Float32Array = Float32Array.of()): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export async function copyStart(from: string, to: string, bytes: number): Promise<void> {
  const source = await open(from)
  const { buffer } = await source.read(Buffer.alloc(bytes), 0, bytes, 0)
  await source.close()
  await writeFile(to, buffer)
}

/** One real engine for all tests of the file. */
export function withRealEngine(): void {
  beforeAll(async () => {
    real = await realEngine()
  })

  afterAll(() => real.dispose())
}
