import type { z } from 'zod'
import { runningOf, showOf, tagOf } from './descriptions.ts'
import { generate } from './generation.ts'
import type { Handler, Reply, Route } from './http-server.ts'
import { keepAliveMs } from './keep-alive.ts'
import type { ModelHost } from './model-host.ts'
import type { ModelPuller } from './model-puller.ts'
import { RequestError } from './request-error.ts'
import {
  chatRequest,
  deleteRequest,
  embedRequest,
  generateRequest,
  pullRequest,
  showRequest,
} from './requests.ts'

/** The version of Ollama whose API this is a subset of. */
const API_VERSION = '0.24.0-alcove'

/** The part of Ollama's HTTP API (docs/api.md of ollama/ollama) that Alcove's client uses. */
export function createRoutes(host: ModelHost, puller: ModelPuller): Readonly<Record<Route, Handler>> {
  return {
    'GET /api/version': async () => ({ version: API_VERSION }),
    'GET /api/tags': async () => ({ models: (await host.files.list()).map(tagOf) }),
    'GET /api/ps': async () => ({
      models: await Promise.all(host.loaded().map((occupant) => runningOf(occupant, host.files))),
    }),
    'POST /api/show': parsed(showRequest, async ({ model }) =>
      showOf(await host.files.describe(await host.files.find(model))),
    ),
    'POST /api/embed': parsed(embedRequest, async ({ model, input, truncate, keep_alive }, signal) => {
      const start = process.hrtime.bigint()
      const lease = await host.embedding(model, keepAliveMs(keep_alive), signal)
      try {
        const { vectors, tokens } = await lease.model.embed(input, truncate, signal)
        return {
          model,
          embeddings: vectors,
          total_duration: Number(process.hrtime.bigint() - start),
          load_duration: lease.loadDuration,
          prompt_eval_count: tokens,
        }
      } finally {
        lease.release()
      }
    }),
    'POST /api/chat': parsed(chatRequest, async (request, signal) => {
      const wording = (text: string, thinking: boolean) => ({
        message: {
          role: 'assistant',
          content: thinking ? '' : text,
          ...(thinking ? { thinking: text } : {}),
        },
      })
      const lines = generate(host, request, wording, signal)
      return request.stream ? lines : joined(lines, joinChat)
    }),
    'POST /api/generate': parsed(generateRequest, async ({ prompt, system, ...request }, signal) => {
      const wording = (text: string, thinking: boolean) =>
        thinking ? { response: '', thinking: text } : { response: text }
      const messages = [
        ...(system && prompt ? [{ role: 'system' as const, content: system }] : []),
        ...(prompt ? [{ role: 'user' as const, content: prompt }] : []),
      ]
      const lines = generate(host, { ...request, messages }, wording, signal)
      return request.stream ? lines : joined(lines, joinGenerate)
    }),
    'POST /api/pull': parsed(pullRequest, async ({ model, stream }, signal) => {
      const steps = puller.pull(model, signal)
      return stream ? steps : joined(steps, (_, last) => last)
    }),
    'DELETE /api/delete': parsed(deleteRequest, async ({ model }, signal) => {
      await host.unload(model, signal)
      await host.files.remove(model)
      return {}
    }),
  }
}

function parsed<Body>(
  schema: z.ZodType<Body>,
  handle: (body: Body, signal: AbortSignal) => Promise<Reply>,
): Handler {
  return async (body, signal) => {
    const result = schema.safeParse(body)
    if (!result.success) {
      const [issue] = result.error.issues
      throw new RequestError(400, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not valid'}`)
    }
    return handle(result.data, signal)
  }
}

async function joined(
  lines: AsyncIterable<object>,
  join: (before: readonly object[], last: object) => object,
): Promise<object> {
  const all: object[] = []
  for await (const line of lines) all.push(line)
  return join(all.slice(0, -1), all.at(-1) ?? {})
}

interface ChatLine {
  readonly message: { readonly content: string; readonly thinking?: string }
}

function joinChat(before: readonly object[], last: object): object {
  const lines = before as readonly ChatLine[]
  const thinking = lines.map(({ message }) => message.thinking ?? '').join('')
  const content = lines.map(({ message }) => message.content).join('')
  return { ...last, message: { role: 'assistant', content, ...(thinking ? { thinking } : {}) } }
}

function joinGenerate(before: readonly object[], last: object): object {
  return {
    ...last,
    response: before.map((line) => ('response' in line ? String(line.response) : '')).join(''),
  }
}
