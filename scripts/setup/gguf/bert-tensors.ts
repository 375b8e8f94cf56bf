import { toF16, toQ8 } from './quantise.ts'
import { float32Of, type SafeTensor } from './safetensors.ts'
import { type GgufTensor, ggmlType } from './write-gguf.ts'

/** How the large matrices are kept. */
export type Precision = 'F16' | 'Q8_0'

// PyTorch's names to llama.cpp's (gguf-py's tensor_mapping.py, MODEL_ARCH.BERT).
const outer: readonly (readonly [string, string])[] = [
  ['embeddings.word_embeddings.weight', 'token_embd.weight'],
  ['embeddings.position_embeddings.weight', 'position_embd.weight'],
  ['embeddings.token_type_embeddings.weight', 'token_types.weight'],
  ['embeddings.LayerNorm.weight', 'token_embd_norm.weight'],
  ['embeddings.LayerNorm.bias', 'token_embd_norm.bias'],
]
const inLayer: readonly (readonly [string, string])[] = [
  ['attention.self.query', 'attn_q'],
  ['attention.self.key', 'attn_k'],
  ['attention.self.value', 'attn_v'],
  ['attention.output.dense', 'attn_output'],
  ['attention.output.LayerNorm', 'attn_output_norm'],
  ['intermediate.dense', 'ffn_up'],
  ['output.dense', 'ffn_down'],
  ['output.LayerNorm', 'layer_output_norm'],
]
// Small, and added once a token: llama.cpp wants these two in full precision.
const alwaysFull = new Set(['position_embd.weight', 'token_types.weight'])

/** How many encoder layers the weights hold. */
export function layerCount(weights: ReadonlyMap<string, SafeTensor>): number {
  let count = 0
  while (weights.has(`encoder.layer.${count}.attention.self.query.weight`)) count++
  return count
}

/** A BERT's weights under llama.cpp's names, in a fixed order; the pooler is left out, mean pooling needs none. */
export function bertTensors(weights: ReadonlyMap<string, SafeTensor>, precision: Precision): GgufTensor[] {
  const names = [...outer]
  for (let layer = 0; layer < layerCount(weights); layer++) {
    for (const [from, to] of inLayer) {
      for (const kind of ['weight', 'bias']) {
        names.push([`encoder.layer.${layer}.${from}.${kind}`, `blk.${layer}.${to}.${kind}`])
      }
    }
  }
  return names.map(([from, to]) => {
    const weight = weights.get(from)
    if (!weight) throw new Error(`the weights have no ${from}`)
    return converted(weight, to, precision)
  })
}

function converted(weight: SafeTensor, name: string, precision: Precision): GgufTensor {
  const values = float32Of(weight)
  const dims = [...weight.shape].reverse()
  if (weight.shape.length < 2 || alwaysFull.has(name)) {
    return {
      name,
      dims,
      type: ggmlType.F32,
      data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    }
  }
  return precision === 'F16'
    ? { name, dims, type: ggmlType.F16, data: toF16(values) }
    : { name, dims, type: ggmlType.Q8_0, data: toQ8(values) }
}
