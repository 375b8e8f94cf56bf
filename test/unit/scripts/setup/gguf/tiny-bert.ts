import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const WIDTH = 32
const FEED_FORWARD = 64
const CONTEXT = 16
/** BERT's specials, an unused place, two words and a piece. */
const words = ['[PAD]', '[unused0]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'book', 'lamp', '##s']

/** Writes the weights and tokenizer of a made-up BERT with one layer; each weight is a ramp of its own. */
export async function writeTinyBert(folder: string): Promise<{ safetensors: string; tokenizer: string }> {
  const shapes: Record<string, number[]> = {
    'embeddings.word_embeddings.weight': [words.length, WIDTH],
    'embeddings.position_embeddings.weight': [CONTEXT, WIDTH],
    'embeddings.token_type_embeddings.weight': [2, WIDTH],
    'embeddings.LayerNorm.weight': [WIDTH],
    'embeddings.LayerNorm.bias': [WIDTH],
    'pooler.dense.weight': [WIDTH, WIDTH],
  }
  const inLayer: [string, number[]][] = [
    ['attention.self.query', [WIDTH, WIDTH]],
    ['attention.self.key', [WIDTH, WIDTH]],
    ['attention.self.value', [WIDTH, WIDTH]],
    ['attention.output.dense', [WIDTH, WIDTH]],
    ['attention.output.LayerNorm', [WIDTH]],
    ['intermediate.dense', [FEED_FORWARD, WIDTH]],
    ['output.dense', [WIDTH, FEED_FORWARD]],
    ['output.LayerNorm', [WIDTH]],
  ]
  for (const [name, shape] of inLayer) {
    shapes[`encoder.layer.0.${name}.weight`] = shape
    shapes[`encoder.layer.0.${name}.bias`] = shape.slice(0, 1)
  }
  const safetensors = join(folder, 'model.safetensors')
  const tokenizer = join(folder, 'tokenizer.json')
  await writeFile(safetensors, safetensorsFile(shapes))
  const special = words.flatMap((content, id) =>
    /^\[[A-Z]+\]$/.test(content) ? [{ id, content, special: true }] : [],
  )
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  await writeFile(tokenizer, JSON.stringify({ added_tokens: special, model: { type: 'WordPiece', vocab } }))
  return { safetensors, tokenizer }
}

function safetensorsFile(shapes: Readonly<Record<string, number[]>>): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } }
  const data: Buffer[] = []
  let offset = 0
  for (const [index, [name, shape]] of Object.entries(shapes).entries()) {
    const count = shape.reduce((product, size) => product * size, 1)
    const values = Float32Array.from({ length: count }, (_, i) => index + i / count)
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] }
    data.push(Buffer.from(values.buffer))
    offset += values.byteLength
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, ...data])
}
