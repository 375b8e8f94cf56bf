import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  estimatedTokenCounter,
  loadTokenCounter,
  wordPieceCounter,
} from '../../../../src-main/library/tokenizer.ts'

// The whole of the real vocabulary is held against llama.cpp in test/integration/readers-tokenizer.test.ts.
const count = wordPieceCounter(['hut', 'hu', '##t', '##ts', 'lamp', '##s', '.', ',', '漢', 'x', '##x', 'e'])

describe('the word piece counter', () => {
  it.each([
    ['hut', 1, 'a known word'],
    ['huts', 2, 'the longest piece, then what continues it'],
    ['lamps lamp', 3, 'words apart'],
    ['hut.hut', 3, 'punctuation alone'],
    ['漢漢', 2, 'each ideograph alone'],
    ['zebra', 1, 'a word with an unknown letter as one'],
    ['HÜT é', 2, 'capitals and accents folded'],
    ['hu\u0301ts', 2, 'marks of decomposed letters dropped'],
    ['hu\u00adt\u200b', 1, 'invisible characters dropped'],
    ['x'.repeat(500), 500, 'words of any length in pieces, where Hugging Face gives up at 100'],
    [' \n\t\u00a0', 0, 'no blanks'],
    ['', 0, 'nothing'],
  ])('counts in %j %i: %s', (text, tokens) => {
    expect(count(text)).toBe(tokens)
  })

  it('adds up over white space', () => {
    const [a, b] = ['huts, lamp', 'x. 漢lamps']
    expect(count(`${a}\n${b}`)).toBe(count(a) + count(b))
  })
})

describe('loading a tokenizer.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-tokenizer-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('takes its vocabulary', () => {
    const file = join(folder, 'tokenizer.json')
    writeFileSync(file, JSON.stringify({ model: { type: 'WordPiece', vocab: { hut: 0, '##s': 1 } } }))
    expect(loadTokenCounter(file)('huts hut')).toBe(3)
  })

  it('refuses one of another kind rather than count wrongly', () => {
    const file = join(folder, 'bpe.json')
    writeFileSync(file, JSON.stringify({ model: { type: 'BPE', vocab: { hut: 0 } } }))
    expect(() => loadTokenCounter(file)).toThrow(/no WordPiece vocabulary/)
  })
})

describe('the estimate for want of a tokenizer', () => {
  it('is more than prose has, and grows with other scripts letter by letter', () => {
    expect(estimatedTokenCounter('The lamp burns all night.')).toBeGreaterThanOrEqual(6)
    expect(estimatedTokenCounter('漢字かな')).toBe(4)
  })
})
