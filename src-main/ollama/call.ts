import { lookup } from 'node:dns'
import { Ollama } from 'ollama'
import { Agent, fetch, Response } from 'undici'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Deadline } from '../resilience/index.ts'
import { answeredError, callError } from './call-errors.ts'
import { strictLines } from './strict-lines.ts'

export interface ServerAddress {
  readonly origin: string
  readonly headers?: Readonly<Record<string, string>>
}

const KEEP_ALIVE_MS = 60_000
/** Longest error body that is read. */
const MAX_ERROR_CHARACTERS = 64_000

/** Our own agent: no proxy, no deadline but ours. `localhost` is tried as 127.0.0.1 before ::1. */
export function createAgent(connectMs: number): Agent {
  return new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: connectMs,
      autoSelectFamily: true,
      lookup: (host, options, done) => lookup(host, { ...options, order: 'ipv4first' }, done),
    },
  })
}

/**
 * One call to a model server: an Ollama client of its own, because the package's `abort` ends every stream of a
 * client and its other calls take no signal at all; here each request hangs on the call's signal. Dispose it when
 * the call is over: a body that was not read to its end is destroyed.
 */
export class Call implements Disposable {
  readonly client: Ollama
  readonly deadline: Deadline
  readonly #origin: string

  constructor(agent: Agent, address: ServerAddress, clock: Clock, caller: AbortSignal) {
    this.deadline = new Deadline(clock, caller)
    this.#origin = address.origin
    const request = async (input: string | URL | { readonly url: string }, init?: object) => {
      const url = typeof input === 'string' || input instanceof URL ? input : input.url
      const response = await fetch(url, { ...init, signal: this.deadline.signal, dispatcher: agent })
      if (!response.ok) {
        const body = (await response.text()).slice(0, MAX_ERROR_CHARACTERS)
        throw answeredError(response.status, body, response.headers.get('retry-after'))
      }
      if (!response.body || !response.headers.get('content-type')?.includes('ndjson')) return response
      return new Response(ReadableStream.from(strictLines(response.body)), response)
    }
    this.client = new Ollama({
      host: address.origin,
      // undici's own types and the ones that Node bundles differ in name only.
      fetch: request as unknown as typeof globalThis.fetch,
      ...(address.headers ? { headers: { ...address.headers } } : {}),
    })
  }

  /** What the caller is told of anything that was thrown. */
  error(thrown: unknown): Error {
    return callError(thrown, this.deadline.signal, this.#origin)
  }

  dispose(): void {
    this.deadline.dispose()
  }
}
