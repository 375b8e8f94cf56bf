import { GgufFileType, readGgufFileInfo } from 'node-llama-cpp'
import { RequestError } from './request-error.ts'

/** What the header of a GGUF file says of its model. */
export interface GgufFacts {
  readonly architecture: string
  readonly name: string | null
  readonly kind: 'chat' | 'embedding'
  readonly parameters: number
  /** Such as Q4_1; null where the header does not say. */
  readonly quantization: string | null
  /** Tokens that it was trained to read at once. */
  readonly contextLength: number
  /** Numbers in one of its vectors. */
  readonly embeddingLength: number
  readonly licence: string | null
  readonly chatTemplate: string | null
}

/**
 * Sentence encoders that were trained on shorter texts than their position table allows, by general.name: what
 * sentence-transformers calls max_seq_length, which no GGUF key carries.
 */
const trainedLengths: Readonly<Record<string, number>> = { 'all-MiniLM-L6-v2': 256, 'all-MiniLM-L12-v2': 128 }

/** Reads the header only. Throws RequestError (500, MODEL_LOAD_FAILED) that says what is wrong with the file. */
export async function readGgufFacts(path: string): Promise<GgufFacts> {
  const info = await readGgufFileInfo(path, {
    sourceType: 'filesystem',
    logWarnings: false,
    ignoreKeys: [
      'tokenizer.ggml.tokens',
      'tokenizer.ggml.merges',
      'tokenizer.ggml.token_type',
      'tokenizer.ggml.scores',
    ],
  }).catch((error: unknown) => {
    throw new RequestError(500, `not a readable GGUF file: ${firstLine(error)}`, 'MODEL_LOAD_FAILED', error)
  })
  const { general, tokenizer } = info.metadata
  const own = info.architectureMetadata as Readonly<Record<string, unknown>>
  const contextLength = Number(own.context_length ?? 0)
  return {
    architecture: general.architecture,
    name: general.name ?? null,
    // Ollama tells them apart by the same key.
    kind: own.pooling_type === undefined ? 'chat' : 'embedding',
    parameters: (info.fullTensorInfo ?? []).reduce(
      (sum, { dimensions }) => sum + dimensions.reduce<number>((product, size) => product * Number(size), 1),
      0,
    ),
    quantization: general.file_type === undefined ? null : fileTypeName(general.file_type),
    contextLength: Math.min(contextLength, trainedLengths[general.name ?? ''] ?? contextLength),
    embeddingLength: Number(own.embedding_length ?? 0),
    licence: typeof general.license === 'string' ? general.license : null,
    chatTemplate: tokenizer?.chat_template ?? null,
  }
}

function fileTypeName(type: GgufFileType): string | null {
  return GgufFileType[type]?.replace(/^(MOSTLY|ALL)_/, '') ?? null
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0] ?? ''
}
