import { readFileSync } from 'node:fs'
import { getLlama, type LlamaModel } from 'node-llama-cpp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTokenCounter } from '../../src-main/library/tokenizer.ts'

const models = new URL('../../resources/models/', import.meta.url).pathname
const samples = new URL('../../resources/samples/', import.meta.url).pathname

const awkward = [
  'hello world',
  'Ünïcödé café naïve',
  'cafe\u0301 de\u0301compose\u0301',
  '日本語のテキスト',
  '漢字かな交じり文です。',
  '한국어 텍스트',
  '😀😃 emoji 👨‍👩‍👧‍👦 family',
  'a'.repeat(99),
  'a'.repeat(101),
  'x'.repeat(5_000),
  'ab\ufeffcd',
  'foo_bar-baz/qux\\path C:\\x',
  'pneumonoultramicroscopicsilicovolcanoconiosis',
  'don\'t, can\'t; "quoted" – dash — em',
  '1,234.56 € 5% $100 £20 ¥30',
  'tab\tnew\nline\r\nx',
  '\u00a0nbsp\u2003em space\u200bzero\u200d joiner',
  'Привет мир',
  'مرحبا بالعالم',
  'שלום עולם',
  'ไทยภาษา',
  'Ελληνικά ΣΊΣΥΦΟΣ',
  'İstanbul ıI ß ẞ ﬁ ﬂ',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒻',
  'nul\u0000bell\u0007',
  '\ufffd repl',
  '①②③ ½ ² ³',
  '∑∫√≈≠ ← → ⇒',
  '~`!@#$%^&*()_+-=[]{}|;:\'",.<>/?',
  '©®™§¶',
  '\u0301 alone',
  'हिन्दी में पाठ',
  'ﷺ',
  '\u2028ls\u2029ps',
  'x\u00adsoft hyphen',
  'ab\ud800cd',
  '\u3000ideographic space',
  'ǅ ǆ',
  '[CLS] [SEP] [MASK]',
  '▁under ##ing',
  '',
]
const ranges = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x370, 0x52f],
  [0x5d0, 0x6ff],
  [0x900, 0x97f],
  [0x3040, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0x1f300, 0x1f6ff],
  [0x2000, 0x206f],
  [0x2190, 0x22ff],
  [0x300, 0x36f],
  [0, 0x1f],
  [0xff00, 0xffef],
  [0x1e00, 0x1eff],
  [0x20000, 0x2a6d0],
] as const

/** 500 strings of letters from everywhere, the same in every run. */
function* mixed(): Generator<string> {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return seed % below
  }
  for (let index = 0; index < 500; index++) {
    let text = ''
    for (let length = next(40) + 1; length > 0; length--) {
      const [from, to] = ranges[next(2) === 0 ? 0 : next(ranges.length)] ?? ranges[0]
      text += String.fromCodePoint(from + next(to - from + 1))
    }
    yield text
  }
}

describe('tokens as we count them and as llama.cpp makes them', () => {
  const count = loadTokenCounter(`${models}all-minilm-l6-v2.tokenizer.json`)
  let model: LlamaModel

  beforeAll(async () => {
    const llama = await getLlama({ gpu: false, build: 'never' })
    model = await llama.loadModel({ modelPath: `${models}all-minilm-l6-v2-q8_0.gguf`, vocabOnly: true })
  })
  afterAll(() => model.dispose())

  it('are the same number for awkward and for mixed text', () => {
    const strings = [...awkward, ...mixed()]
    const differing = strings.filter((text) => count(text) !== model.tokenize(text).length)
    expect(differing).toEqual([])
  })

  it.each(['weather-book.txt', 'booking-and-prices.html', 'house-rules.md'])(
    'are the same for %s',
    (name) => {
      const text = readFileSync(samples + name, 'utf8')
      expect(count(text)).toBe(model.tokenize(text).length)
    },
  )
})
