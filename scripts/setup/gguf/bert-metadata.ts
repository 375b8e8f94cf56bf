import type { GGUFTypedMetadata } from '@huggingface/gguf'
import type { GgufVocabulary } from './wordpiece-vocabulary.ts'

/** The numbers of a BERT that its weights' shapes do not tell, and those that they do. */
export interface BertShape {
  readonly layers: number
  readonly width: number
  readonly feedForward: number
  readonly heads: number
  readonly context: number
  readonly tokenTypes: number
}

// GGUFValueType of @huggingface/gguf, whose enum is not erasable here, and which is only loaded when needed.
const UINT32 = 4
const INT32 = 5
const FLOAT32 = 6
const BOOL = 7
const STRING = 8
const ARRAY = 9
// llama_pooling_type: how the vectors of a text's tokens become one.
const poolingTypes = { mean: 1, cls: 2 } as const
export type Pooling = keyof typeof poolingTypes

export interface ModelCard {
  readonly name: string
  readonly license: string
  /** llama_ftype: 1 mostly F16, 7 mostly Q8_0. */
  readonly fileType: number
  readonly pooling: Pooling
}

/** GGUF keys of a sentence embedder of architecture `bert`, in a fixed order. */
export function bertMetadata(
  card: ModelCard,
  shape: BertShape,
  vocabulary: GgufVocabulary,
  tensorCount: number,
): GGUFTypedMetadata {
  const { ids } = vocabulary
  return {
    version: { value: 3, type: UINT32 },
    tensor_count: { value: BigInt(tensorCount), type: UINT32 },
    // Counted by the serialiser.
    kv_count: { value: 0n, type: UINT32 },
    'general.architecture': { value: 'bert', type: STRING },
    'general.name': { value: card.name, type: STRING },
    'general.license': { value: card.license, type: STRING },
    'general.file_type': { value: card.fileType, type: UINT32 },
    'general.quantization_version': { value: 2, type: UINT32 },
    'bert.block_count': { value: shape.layers, type: UINT32 },
    'bert.context_length': { value: shape.context, type: UINT32 },
    'bert.embedding_length': { value: shape.width, type: UINT32 },
    'bert.feed_forward_length': { value: shape.feedForward, type: UINT32 },
    'bert.attention.head_count': { value: shape.heads, type: UINT32 },
    'bert.attention.layer_norm_epsilon': { value: 1e-12, type: FLOAT32 },
    'bert.attention.causal': { value: false, type: BOOL },
    'bert.pooling_type': { value: poolingTypes[card.pooling], type: UINT32 },
    'tokenizer.ggml.model': { value: 'bert', type: STRING },
    'tokenizer.ggml.pre': { value: 'default', type: STRING },
    'tokenizer.ggml.token_type_count': { value: shape.tokenTypes, type: UINT32 },
    'tokenizer.ggml.tokens': { value: [...vocabulary.tokens], type: ARRAY, subType: STRING },
    'tokenizer.ggml.token_type': { value: [...vocabulary.types], type: ARRAY, subType: INT32 },
    'tokenizer.ggml.bos_token_id': { value: ids.cls, type: UINT32 },
    'tokenizer.ggml.cls_token_id': { value: ids.cls, type: UINT32 },
    'tokenizer.ggml.eos_token_id': { value: ids.sep, type: UINT32 },
    'tokenizer.ggml.seperator_token_id': { value: ids.sep, type: UINT32 },
    'tokenizer.ggml.padding_token_id': { value: ids.pad, type: UINT32 },
    'tokenizer.ggml.unknown_token_id': { value: ids.unk, type: UINT32 },
    'tokenizer.ggml.mask_token_id': { value: ids.mask, type: UINT32 },
  } as unknown as GGUFTypedMetadata
}
