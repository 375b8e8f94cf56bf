import { createServer } from 'node:net'
import type { Check } from './check.ts'

/** The localhost API's port, on 127.0.0.1 only. */
export function portCheck(port: number): Check {
  return {
    name: `port ${port}`,
    async run() {
      if (await isFree(port)) return { level: 'ok', detail: 'free for the localhost API' }
      if (await alcoveAnswers(port)) return { level: 'ok', detail: 'Alcove is running and answers there' }
      return {
        level: 'warn',
        detail: 'another program has it; Alcove takes the next free one and says which',
        fix: 'set ALCOVE_PORT to a free port',
      }
    },
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const server = createServer()
    server.once('error', () => settle(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => settle(true)))
  })
}

async function alcoveAnswers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(1500),
    })
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null && 'checks' in body
  } catch {
    return false
  }
}
