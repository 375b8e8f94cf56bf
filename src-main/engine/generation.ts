import type { GeneratedChunk } from './chat-runner.ts'
import { keepAliveMs } from './keep-alive.ts'
import type { ModelHost } from './model-host.ts'
import type { ChatMessage, GenerationOptions } from './requests.ts'

export interface GenerationRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly think: boolean
  readonly options: GenerationOptions
  readonly keep_alive?: string | number | undefined
}

/** How a route words a piece of text; `done` is added by `generate`. */
type Wording = (text: string, thinking: boolean) => object

/** The lines of an answer as /api/chat and /api/generate stream them, the last with Ollama's counts in nanoseconds. */
export async function* generate(
  host: ModelHost,
  request: GenerationRequest,
  wording: Wording,
  signal: AbortSignal,
): AsyncGenerator<object> {
  const start = process.hrtime.bigint()
  const keepAlive = keepAliveMs(request.keep_alive)
  const line = (rest: object) => ({ model: request.model, created_at: new Date().toISOString(), ...rest })
  if (request.messages.length === 0 && keepAlive === 0) {
    await host.unload(request.model, signal)
    yield line({ ...wording('', false), done: true, done_reason: 'unload' })
    return
  }
  const { model, loadDuration, release } = await host.chat(request.model, keepAlive, signal)
  try {
    if (request.messages.length === 0) {
      yield line({ ...wording('', false), done: true, done_reason: 'load' })
      return
    }
    for await (const chunk of model.generate(request, signal)) {
      if (chunk.type !== 'done')
        yield line({ ...wording(chunk.text, chunk.type === 'thinking'), done: false })
      else yield line({ ...wording('', false), ...counts(chunk, start, loadDuration) })
    }
  } finally {
    release()
  }
}

function counts(chunk: Extract<GeneratedChunk, { type: 'done' }>, start: bigint, loadDuration: number) {
  return {
    done: true,
    done_reason: chunk.reason,
    total_duration: Number(process.hrtime.bigint() - start),
    load_duration: loadDuration,
    prompt_eval_count: chunk.promptTokens,
    prompt_eval_duration: chunk.promptDuration,
    eval_count: chunk.answerTokens,
    eval_duration: chunk.answerDuration,
  }
}
