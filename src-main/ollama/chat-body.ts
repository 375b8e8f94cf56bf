import type { ChatRequest as OllamaChatRequest } from 'ollama'
import type { ChatRequest } from './model-server.ts'

/** What the package's types do not have yet: an error and no silent loss where the prompt does not fit (Ollama 0.12). */
type Body = OllamaChatRequest & { stream: true; truncate: false; shift: false }

export function chatBody(request: ChatRequest): Body {
  const { model, messages, temperature, maxTokens, contextTokens, stop } = request
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    // Passages and question are there; thinking aloud only delays the first word.
    think: false,
    truncate: false,
    shift: false,
    options: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
      ...(contextTokens === undefined ? {} : { num_ctx: contextTokens }),
      ...(stop === undefined ? {} : { stop: [...stop] }),
    },
  }
}
