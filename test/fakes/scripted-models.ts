import { AppError } from '../../src-main/base/app-error.ts'
import type { ChatChunk, ChatModel, ChatRequest, Embedder } from '../../src-main/ollama/index.ts'
import { stemsOf } from '../../src-main/retrieval/index.ts'

/** What a scripted chat model does next: says a piece, fails, or hangs until it is aborted. */
export type Step = string | Error | 'hang'

export interface ScriptedChat extends ChatModel {
  /** Every request, in order. */
  readonly requests: Omit<ChatRequest, 'model'>[]
}

export function scriptedChat(answers: readonly (readonly Step[])[], small = false): ScriptedChat {
  const requests: Omit<ChatRequest, 'model'>[] = []
  return {
    ...{ name: 'scripted', backend: 'engine', digest: 'scripted', contextTokens: 8_192, small, requests },
    async *chat(request, signal): AsyncGenerator<ChatChunk> {
      const steps = answers[requests.push(request) - 1] ?? []
      for (const step of steps) {
        if (step === 'hang') await aborted(signal)
        else if (typeof step !== 'string') throw step
        else yield { type: 'text', text: step }
      }
      yield { type: 'done', reason: 'stop', promptTokens: 10, answerTokens: steps.length }
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new AppError('CANCELLED'))
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

const DIMENSION = 256

/** Texts that share words are near each other. */
export function wordEmbedder(overrides: Partial<Embedder> = {}): Embedder {
  return {
    ...{ name: 'all-minilm-l6-v2', backend: 'engine', digest: 'words', dimension: DIMENSION, maxTokens: 256 },
    embed: async (texts) => texts.map(vectorOf),
    ...overrides,
  }
}

export function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION)
  for (const stem of stemsOf(text)) {
    let hash = 7
    for (const character of stem) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 104_729
    const at = hash % DIMENSION
    vector[at] = (vector[at] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
