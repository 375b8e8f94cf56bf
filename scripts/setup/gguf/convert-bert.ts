import { readFile } from 'node:fs/promises'
import { bertMetadata, type Pooling } from './bert-metadata.ts'
import { bertTensors, layerCount, type Precision } from './bert-tensors.ts'
import { readSafetensors, type SafeTensor } from './safetensors.ts'
import { ggufVocabulary, type WordPieceTokenizer } from './wordpiece-vocabulary.ts'
import { writeGguf } from './write-gguf.ts'

export interface BertSource {
  readonly tokenizer: string
  readonly name: string
  readonly license: string
  /** Not to be told from the weights' shapes. */
  readonly heads: number
  /** How it was trained to be read. @default 'mean' */
  readonly pooling?: Pooling
}

/** Writes a BERT sentence embedder as one GGUF. The same input gives the same bytes, on every machine. */
export async function convertBert(
  source: BertSource & { readonly safetensors: string },
  precision: Precision,
  file: string,
): Promise<void> {
  await writeBert(await readSafetensors(source.safetensors), source, precision, file)
}

/** The same, of weights that were read already. */
export async function writeBert(
  weights: ReadonlyMap<string, SafeTensor>,
  source: BertSource,
  precision: Precision,
  file: string,
): Promise<void> {
  const tokenizer = JSON.parse(await readFile(source.tokenizer, 'utf8')) as WordPieceTokenizer
  const vocabulary = ggufVocabulary(tokenizer)
  const rows = (name: string) => dimension(weights, name, 0)
  if (rows('embeddings.word_embeddings.weight') !== vocabulary.tokens.length) {
    throw new Error('the vocabulary and the word embeddings differ in size')
  }
  const shape = {
    layers: layerCount(weights),
    width: dimension(weights, 'embeddings.word_embeddings.weight', 1),
    feedForward: rows('encoder.layer.0.intermediate.dense.weight'),
    heads: source.heads,
    context: rows('embeddings.position_embeddings.weight'),
    tokenTypes: rows('embeddings.token_type_embeddings.weight'),
  }
  const tensors = bertTensors(weights, precision)
  const card = {
    name: source.name,
    license: source.license,
    fileType: precision === 'F16' ? 1 : 7,
    pooling: source.pooling ?? 'mean',
  }
  await writeGguf(file, bertMetadata(card, shape, vocabulary, tensors.length), tensors)
}

function dimension(weights: ReadonlyMap<string, SafeTensor>, name: string, axis: number): number {
  const size = weights.get(name)?.shape[axis]
  if (size === undefined) throw new Error(`the weights have no ${name}`)
  return size
}
