import { Ollama } from 'ollama'
import { fetch, Response } from 'undici'
import type { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Deadline, type LoadOutcome } from '../resilience/index.ts'
import { beginningOf, bounded } from './bounded-body.ts'
import { answeredError, callError } from './call-errors.ts'
import type { Lease } from './lease.ts'
import { strictLines } from './strict-lines.ts'

export interface ServerAddress {
  readonly origin: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Of an error's body this much is read. */
const MOST_ERROR_BYTES = 64_000
/** Of an answer in one piece. A batch of 16 vectors of 8,192 numbers each is 3 MB. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024
/** How long a server that has said its last line may take to end its answer, before its socket is given up. */
const END_MS = 1_000

/**
 * One request to a model server: an Ollama client of its own, because the package's `abort` ends every stream of a
 * client and its other calls take no signal at all; here the request hangs on the call's signal. Dispose it when
 * the call is over: a body that was not read to its end is destroyed, and the lease given back.
 */
export class Call implements Disposable {
  readonly client: Ollama
  readonly deadline: Deadline
  readonly #lease: Lease
  readonly #origin: string
  #lines: AsyncGenerator<Uint8Array> | null = null
  #outcome: LoadOutcome = 'other'
  #texts = 0

  constructor(lease: Lease, address: ServerAddress, clock: Clock, caller: AbortSignal) {
    this.#lease = lease
    this.#origin = address.origin
    this.deadline = new Deadline(clock, caller)
    const request = (input: string | URL | { readonly url: string }, init?: object) =>
      this.#fetch(typeof input === 'string' || input instanceof URL ? input : input.url, init)
    this.client = new Ollama({
      host: address.origin,
      // undici's own types and the ones that Node bundles differ in name only.
      fetch: request as unknown as typeof globalThis.fetch,
      ...(address.headers ? { headers: { ...address.headers } } : {}),
    })
  }

  /** @param texts that were embedded */
  succeeded(texts = 0): void {
    this.#outcome = 'ok'
    this.#texts = texts
  }

  /** What the caller is told of anything that was thrown. */
  error(thrown: unknown): AppError {
    const error = callError(thrown, this.deadline.signal, this.#origin)
    this.#outcome = outcomeOf(error)
    return error
  }

  /**
   * Reads what follows the last line of a streamed answer, which is but the end of it: the Ollama package leaves it
   * unread, and the socket could not be used again. Never throws: the answer is there.
   */
  async readToEnd(): Promise<void> {
    this.deadline.expect('DEADLINE_BETWEEN_CHUNKS', END_MS)
    try {
      while (this.#lines && !(await this.#lines.next()).done);
    } catch {
      // Its socket is closed then, which is all that is to be done.
    }
  }

  dispose(): void {
    this.deadline.dispose()
    this.#lease.release(this.#outcome, this.#texts)
  }

  async #fetch(url: string | URL, init?: object): Promise<Response> {
    const { signal } = this.deadline
    const { dispatcher } = this.#lease
    // Sent on elsewhere, documents could leave this machine.
    const response = await fetch(url, { ...init, signal, dispatcher, redirect: 'manual' })
    if (!response.ok) {
      const body = await beginningOf(response.body, MOST_ERROR_BYTES)
      throw answeredError(response.status, body, response.headers.get('retry-after'))
    }
    if (!response.body) return response
    if (!response.headers.get('content-type')?.includes('ndjson')) {
      // Short answers come with their length; only what does not say how long it is has to be watched.
      const isShort = Number(response.headers.get('content-length') ?? Number.NaN) <= MOST_ANSWER_BYTES
      if (isShort) return response
      return new Response(ReadableStream.from(bounded(response.body, MOST_ANSWER_BYTES)), response)
    }
    this.#lines = strictLines(response.body)
    return new Response(ReadableStream.from(this.#lines), response)
  }
}

function outcomeOf({ code }: AppError): LoadOutcome {
  if (code === 'MODEL_BUSY') return 'busy'
  return code.startsWith('DEADLINE_') ? 'deadline' : 'other'
}
