import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gguf } from '@huggingface/gguf'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { convertBert } from '../../../../../scripts/setup/gguf/convert-bert.ts'
import { writeTinyBert } from './tiny-bert.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-gguf-'))
  file = join(folder, 'tiny.gguf')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function convert(precision: 'F16' | 'Q8_0') {
  const source = await writeTinyBert(folder)
  await convertBert({ ...source, name: 'tiny', license: 'apache-2.0', heads: 4 }, precision, file)
  return gguf(file, { allowLocalFile: true })
}

test('writes what llama.cpp needs to know of a sentence embedder', async () => {
  const { metadata } = await convert('F16')
  expect(metadata).toMatchObject({
    version: 3,
    'general.architecture': 'bert',
    'bert.block_count': 1,
    'bert.context_length': 16,
    'bert.embedding_length': 32,
    'bert.feed_forward_length': 64,
    'bert.attention.head_count': 4,
    'bert.attention.causal': false,
    'bert.pooling_type': 1,
    'tokenizer.ggml.model': 'bert',
    'tokenizer.ggml.cls_token_id': 3,
    'tokenizer.ggml.seperator_token_id': 4,
    'tokenizer.ggml.padding_token_id': 0,
    'tokenizer.ggml.mask_token_id': 5,
    'tokenizer.ggml.unknown_token_id': 2,
  })
})

test('marks where words start, strips the mark of pieces, and keeps brackets', async () => {
  const metadata = (await convert('F16')).metadata as unknown as Record<string, unknown>
  expect(metadata['tokenizer.ggml.tokens']).toEqual([
    '[PAD]',
    '[unused0]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '▁book',
    '▁lamp',
    's',
  ])
  expect(metadata['tokenizer.ggml.token_type']).toEqual([3, 5, 3, 3, 3, 3, 1, 1, 1])
})

test('names and turns the weights, keeps small ones whole and leaves the pooler out', async () => {
  const { tensorInfos } = await convert('F16')
  const info = Object.fromEntries(
    tensorInfos.map(({ name, shape, dtype }) => [name, [shape.map(Number), dtype]]),
  )
  expect(info['token_embd.weight']).toEqual([[32, 9], 1])
  expect(info['position_embd.weight']).toEqual([[32, 16], 0])
  expect(info['blk.0.ffn_up.weight']).toEqual([[32, 64], 1])
  expect(info['blk.0.ffn_up.bias']).toEqual([[64], 0])
  expect(info['blk.0.layer_output_norm.weight']).toEqual([[32], 0])
  expect(tensorInfos).toHaveLength(5 + 16)
})

test.each(['F16', 'Q8_0'] as const)(
  'puts the data of every tensor where the header says: %s',
  async (precision) => {
    const { tensorInfos, tensorDataOffset } = await convert(precision)
    const bytes = await readFile(file)
    const at = (name: string) => {
      const info = tensorInfos.find((candidate) => candidate.name === name)
      return Number(tensorDataOffset) + Number(info?.offset)
    }
    expect(Number(tensorDataOffset) % 32).toBe(0)
    // Ramps start at the tensor's place in the safetensors file: 4 for this one, 3 for the norm's weight.
    expect(bytes.readFloatLE(at('token_embd_norm.bias'))).toBe(4)
    expect(bytes.readFloatLE(at('token_embd_norm.weight') + 4)).toBeCloseTo(3 + 1 / 32)
    if (precision === 'Q8_0') expect(bytes.readInt8(at('blk.0.attn_k.weight') + 2)).toBeGreaterThan(120)
  },
)

test('gives the same bytes each time', async () => {
  await convert('Q8_0')
  const first = await readFile(file)
  await convert('Q8_0')
  expect(await readFile(file)).toEqual(first)
})

test('says what is wrong with weights that do not fit', async () => {
  const source = await writeTinyBert(folder)
  const card = { ...source, name: 'tiny', license: 'apache-2.0', heads: 4 }
  const whole = await readFile(source.safetensors)
  await writeFile(source.safetensors, whole.subarray(0, whole.length - 100))
  await expect(convertBert(card, 'F16', file)).rejects.toThrow('cut short')
  await writeFile(source.safetensors, whole)
  await writeFile(source.tokenizer, JSON.stringify({ added_tokens: [], model: { type: 'BPE', vocab: {} } }))
  await expect(convertBert(card, 'F16', file)).rejects.toThrow('a BPE tokenizer, not WordPiece')
})
