import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, json, status, tokens } from './fake-ollama-answers.ts'
import { hashEmbedding } from './fake-ollama-embedding.ts'

export interface FakeModel {
  readonly name: string
  readonly kind: 'chat' | 'embedding'
  readonly size?: number
  readonly digest?: string
  readonly parameters?: number
  readonly contextLength?: number
  /** Of an embedding model. @default 8 */
  readonly dimension?: number
  readonly remoteHost?: string
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Record<string, unknown>
}

/**
 * A real HTTP server that speaks Ollama's API. Unscripted it behaves: it lists `models`, embeds by hash, chats with
 * `reply`. `script` queues answers for the next calls of a path, which may misbehave in any way. Nothing in it waits
 * for time to pass.
 */
export class FakeOllama {
  /** What is installed; may be changed at any time. */
  models: FakeModel[] = [
    { name: 'fake-chat:latest', kind: 'chat', parameters: 4e9, size: 2e9, contextLength: 32_768 },
    { name: 'fake-embed:latest', kind: 'embedding', parameters: 2e7, size: 5e7, contextLength: 512 },
  ]
  /** What /api/ps says is in memory: has answered, and has a time of expiry. */
  loaded: string[] = []
  /** What it lists besides: runners that were started. Their time of expiry is the moment of each answer. */
  starting: string[] = []
  /** The tokens of an unscripted chat. */
  reply: (messages: readonly { role: string; content: string }[]) => readonly string[] = () => [
    'Hello',
    ' there.',
  ]
  readonly requests: SeenRequest[] = []
  readonly #scripts = new Map<string, Answer[]>()
  readonly #outages = new Map<string, Answer>()
  #resets = 0
  #server: Server | null = null
  #port = 0

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens: at first on a free port, after `close` on the same one again. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#handle(request, response))
    server.on('connection', (socket) => {
      if (this.#resets === 0) return
      this.#resets--
      socket.resetAndDestroy()
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
    return this
  }

  /** The next calls of this path are answered so, one each, in this order. */
  script(path: string, ...answers: Answer[]): void {
    this.#scripts.set(path, [...(this.#scripts.get(path) ?? []), ...answers])
  }

  /** From now on every call of these paths, beyond those scripted, is answered so. */
  fail(answer: Answer, ...paths: readonly string[]): void {
    for (const path of paths) this.#outages.set(path, answer)
  }

  /** It behaves again, on every path. */
  recover(): void {
    this.#outages.clear()
  }

  /** So many of the next connections are accepted and reset at once, before anything is read from them. */
  resetConnections(count: number): void {
    this.#resets += count
  }

  requestsTo(path: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.path === path)
  }

  /** Breaks all connections; from now on new ones are refused. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (!server) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.once('close', resolve))
    const path = request.url ?? ''
    const body = await readBody(request).catch(() => null)
    if (!body) return
    this.requests.push({ method: request.method ?? '', path, headers: request.headers, body })
    const answer = this.#scripts.get(path)?.shift() ?? this.#outages.get(path) ?? this.#behave(path, body)
    await answer({ body, response, closed }).catch(() => response.destroy())
  }

  #behave(path: string, body: Record<string, unknown>): Answer {
    switch (path) {
      case '/api/version':
        return json({ version: '0.24.0' })
      case '/api/tags':
        return json({ models: this.models.map(tagOf) })
      case '/api/ps':
        return json({ models: [...this.loaded.map(residentOf), ...this.starting.map(startingOf)] })
      case '/api/pull':
        return pulled(this.models, String(body.name ?? body.model))
    }
    const model = this.models.find(({ name }) => name === body.model || name === `${body.model}:latest`)
    if (!model) return status(404, `model '${body.model}' not found`)
    switch (path) {
      case '/api/show':
        return json(showOf(model))
      case '/api/embed': {
        const texts = [body.input].flat().map(String)
        return json({
          model: model.name,
          embeddings: texts.map((text) => hashEmbedding(text, model.dimension)),
        })
      }
      case '/api/chat':
        this.loaded = [model.name]
        return tokens(this.reply(body.messages as { role: string; content: string }[]))
      default:
        return status(404, '404 page not found')
    }
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text ? (JSON.parse(text) as Record<string, unknown>) : {}
}

function residentOf(name: string) {
  return { name, model: name, expires_at: '2026-01-01T00:05:00Z' }
}

let answers = 0

function startingOf(name: string) {
  answers++
  return { name, model: name, expires_at: new Date(1_767_225_900_000 + answers).toISOString() }
}

function tagOf(model: FakeModel) {
  return {
    name: model.name,
    model: model.name,
    size: model.size ?? 1e9,
    digest: model.digest ?? `digest-of-${model.name}`,
    details: detailsOf(model),
    ...(model.remoteHost ? { remote_host: model.remoteHost } : {}),
  }
}

function showOf(model: FakeModel) {
  return {
    details: detailsOf(model),
    model_info: {
      'general.architecture': 'fake',
      'general.parameter_count': model.parameters ?? 4e9,
      'fake.context_length': model.contextLength ?? 4_096,
    },
    capabilities: [model.kind === 'chat' ? 'completion' : 'embedding'],
  }
}

function detailsOf(model: FakeModel) {
  return {
    family: 'fake',
    parameter_size: `${(model.parameters ?? 4e9) / 1e9}B`,
    quantization_level: 'Q4_K_M',
  }
}

function pulled(models: FakeModel[], name: string): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"status":"pulling manifest"}\n')
    response.write('{"status":"pulling abc","digest":"sha256:abc","total":10,"completed":10}\n')
    models.push({ name: name.includes(':') ? name : `${name}:latest`, kind: 'chat' })
    response.end('{"status":"success"}\n')
  }
}
