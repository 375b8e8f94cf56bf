import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** One request as an answer sees it. */
interface Exchange {
  readonly body: Record<string, unknown>
  readonly response: ServerResponse
  /** Settles when the client is gone or the answer is complete. */
  readonly closed: Promise<void>
}

/** What the fake does with one request. */
export type Answer = (exchange: Exchange) => Promise<void>

/** Holds an answer until the test opens it; `reached` tells the test that the answer stands there. */
export class Gate {
  readonly reached: Promise<void>
  readonly #opened: Promise<void>
  #reach: () => void = () => undefined
  #open: () => void = () => undefined

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve
    })
    this.#opened = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  open(): void {
    this.#open()
  }

  async pass(): Promise<void> {
    this.#reach()
    await this.#opened
  }
}

export interface DoneFields {
  readonly done_reason?: string
  readonly prompt_eval_count?: number
  readonly eval_count?: number
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return async ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** Ollama's own error body. */
export function status(code: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json({ error }, code, headers)
}

/** Each step is a text to send or a gate to wait at. Ends with Ollama's last line, which `done` adds to. */
export function tokens(steps: readonly (string | Gate)[], done: DoneFields = {}): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    const counts = { prompt_eval_count: 3, eval_count: steps.length, done_reason: 'stop', ...done }
    exchange.response.end(line(chatLine('', { done: true, ...counts })))
  }
}

/** The body ends properly, but without the last line. */
export function withoutDone(steps: readonly (string | Gate)[]): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    exchange.response.end()
  }
}

/** The connection breaks after the tokens. */
export function cutAfter(steps: readonly (string | Gate)[]): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    exchange.response.socket?.resetAndDestroy()
  }
}

/** Silence after the tokens; ends when the client goes. */
export function stallAfter(steps: readonly (string | Gate)[]): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    await exchange.closed
  }
}

/** A second last line after the last. */
export function doneTwice(steps: readonly (string | Gate)[]): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    const done = line(chatLine('', { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 1 }))
    exchange.response.end(`${done}${done}`)
  }
}

/** A line that goes on for as long as the client listens, at most `bytes`; `sent` hears of each piece. */
export function giantLine(bytes: number, sent?: (bytes: number) => void): Answer {
  return giant({ begin: '{"message":{"content":"', bytes, end: '"}}\n', type: 'application/x-ndjson' }, sent)
}

interface Giant {
  readonly status?: number
  readonly begin: string
  readonly bytes: number
  readonly end: string
  readonly type: string
}

/** Any such body, of no announced length. */
export function giant(
  { status: code = 200, begin, bytes, end, type }: Giant,
  sent?: (bytes: number) => void,
): Answer {
  return async ({ response, closed }) => {
    let isGone = false
    const gone = closed.then(() => {
      isGone = true
    })
    response.writeHead(code, { 'content-type': type })
    response.write(begin)
    const piece = 'a'.repeat(65_536)
    for (let left = bytes; left > 0 && !isGone; left -= piece.length) {
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), gone])
      sent?.(piece.length)
    }
    response.end(end)
  }
}

/** 200, some tokens, then what a server sends when it fails in the middle. */
export function errorAfter(steps: readonly (string | Gate)[], error: string): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    exchange.response.end(line({ error }))
  }
}

/** A line between tokens that is not JSON. */
export function garbageAfter(steps: readonly (string | Gate)[], garbage = '{"message": oops'): Answer {
  return async (exchange) => {
    await sendTokens(exchange, steps)
    exchange.response.end(`${garbage}\n${line(chatLine('', { done: true, done_reason: 'stop' }))}`)
  }
}

/** A whole answer in pieces of `size` bytes, each in a packet of its own. */
export function inPieces(texts: readonly string[], size: number): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.socket?.setNoDelay(true)
    const all = texts.map((text) => line(chatLine(text))).join('')
    const bytes = Buffer.from(`${all}${line(chatLine('', { done: true, done_reason: 'stop' }))}`)
    for (let at = 0; at < bytes.length; at += size) {
      await new Promise((resolve) => response.write(bytes.subarray(at, at + size), resolve))
      // One turn of the event loop, so that pieces are not joined.
      await new Promise(setImmediate)
    }
    response.end()
  }
}

/** The connection breaks before a byte of the answer. */
export const reset: Answer = async ({ response }) => {
  response.socket?.resetAndDestroy()
}

/** Nothing is ever answered; ends when the client goes. */
export const stall: Answer = ({ closed }) => closed

/** Waits, then does the other. */
export function held(gate: Gate, answer: Answer): Answer {
  return async (exchange) => {
    await gate.pass()
    await answer(exchange)
  }
}

/** A body as it is, which need not be what its type says. */
export function raw(body: string, type = 'application/json'): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': type })
    response.end(body)
  }
}

/** A 200 whose connection breaks in the middle of its body. */
export function cutBody(begin: string, type = 'application/json'): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': type, 'content-length': begin.length * 2 })
    await new Promise((resolve) => response.write(begin, resolve))
    response.socket?.resetAndDestroy()
  }
}

/** Vectors as given, whatever was asked. */
export function embeddings(vectors: unknown): Answer {
  return json({ model: 'fake', embeddings: vectors })
}

function chatLine(content: string, rest: object = { done: false }): object {
  return {
    model: 'fake',
    created_at: '2026-01-01T00:00:00Z',
    message: { role: 'assistant', content },
    ...rest,
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}

async function sendTokens({ response, closed }: Exchange, steps: readonly (string | Gate)[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.flushHeaders()
  for (const step of steps) {
    if (typeof step !== 'string') await Promise.race([step.pass(), closed])
    else if (!response.write(line(chatLine(step)))) await Promise.race([once(response, 'drain'), closed])
  }
}
