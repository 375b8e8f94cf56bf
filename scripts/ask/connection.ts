import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, fetch, type RequestInit, type Response } from 'undici'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { runningInstance } from '../../src-main/base/instance-lock.ts'
import { startAlcove } from '../../src-main/composition.ts'
import { readConfig } from '../../src-main/config/index.ts'
import type { ErrorBody } from '../../src-shared/error-codes.ts'

/** The localhost API of an Alcove: the one that runs already, or one of our own for this question. */
export interface Connection {
  request(path: string, init?: RequestInit): Promise<Response>
  dispose(): Promise<void>
}

const READY_MS = 30_000
const POLL_MS = 50

/** The API refused: its own code and words. */
export class ApiError extends Error {
  readonly code: string

  constructor({ code, message }: ErrorBody) {
    super(message)
    this.code = code
  }
}

export async function connect(signal: AbortSignal): Promise<Connection> {
  const config = readConfig()
  const running = runningInstance(config.dataFolder)
  if (running?.origin) {
    process.stderr.write(`Asking the Alcove that runs already (${running.origin}).\n`)
    const token = readFileSync(join(config.dataFolder, 'api-token'), 'utf8').trim()
    return connectionTo(running.origin, token, async () => undefined)
  }
  const alcove = await startAlcove({
    config: { ...config, ALCOVE_PORT: 0 },
    launcher: nodeLauncher,
    stderr: false,
  })
  await untilReady(() => alcove.services.diagnostics.ready(), signal)
  return connectionTo(alcove.api.origin, alcove.api.token, () => alcove.dispose())
}

/** Models and Chroma take a moment to start. What is not there by then is done without, and the answer says so. */
async function untilReady(ready: () => boolean, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_MS
  while (!ready() && performance.now() < deadline) await sleep(POLL_MS, undefined, { signal })
}

function connectionTo(origin: string, token: string, close: () => Promise<void>): Connection {
  // No time limit of its own: a model may take as long as it takes, and Ctrl+C ends it.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
  return {
    async request(path, init = {}) {
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        ...init.headers,
      }
      const response = await fetch(new URL(path, origin), { ...init, headers, dispatcher })
      if (!response.ok) throw new ApiError(((await response.json()) as { error: ErrorBody }).error)
      return response
    },
    async dispose() {
      await dispatcher.destroy()
      await close()
    },
  }
}
