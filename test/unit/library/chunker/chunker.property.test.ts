import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../../../src-main/library/chunker/block.ts'
import { type Chunk, embeddingText } from '../../../../src-main/library/chunker/chunk.ts'
import { chunksOf } from '../../../../src-main/library/chunker/chunker.ts'
import { MarkdownScanner } from '../../../../src-main/library/readers/markdown-scanner.ts'
import { plainText } from '../../../../src-main/library/readers/txt.ts'
import { SPECIAL_TOKENS, wordPieceCounter } from '../../../../src-main/library/tokenizer.ts'

/** Letters are known alone and in a few pairs, so that words of several tokens and unknown words both occur. */
const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789']
const count = wordPieceCounter(
  letters.flatMap((letter) => [letter, `##${letter}`, `${letter}e`, `##${letter}s`]),
)

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z]{1,9}([ .][a-z]{1,9}){0,200}$/) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '\n',
      '\n\n',
      ' ',
      '# Heading\n',
      '## Sub heading\n\n',
      'THE CAPITALS\n\n',
      '- item one\n- item two\n',
      'Title\n===\n',
      '```js\nlet a = 1\n```\n',
      '| a | b |\n|---|---|\n| c | d |\n| e | f |\n',
      '\u00a0\u2003\u200b\ufeff',
      '\ud83d',
      '\udc00',
      '👨‍👩‍👧‍👦',
      'e\u0301\u0301\u0301',
      '漢字かな交じり文',
      'ภาษาไทยไม่มีช่องว่าง',
      '\u2028',
      '---\n',
      'x'.repeat(3_000),
      '𝔘'.repeat(700),
      'ʘ'.repeat(4_000),
      ' '.repeat(4_000),
      'word '.repeat(400),
      'A sentence here. '.repeat(60),
    ),
  },
)
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
const maxTokens = fc.constantFrom(8, 16, 64, 256)

/** The text as the readers of plain text and Markdown take it apart, and with blocks cut anywhere at all. */
function structures(of: string): readonly (readonly Block[])[] {
  const anywhere: Block[] = []
  const whole = (at: number) => (splitsPair(of, at) ? at + 1 : at)
  for (let at = 1; at + 7 < of.length; at += 11) {
    const [start, end] = [whole(at), whole(at + 5)]
    const kind = (['paragraph', 'row', 'code', 'item', 'lines'] as const)[at % 5] ?? 'paragraph'
    if (at % 3 === 0) {
      anywhere.push({ kind: 'heading', level: 1 + (at % 4), title: of.slice(start, end), start, end })
    } else anywhere.push({ kind, header: 'a b', start, end })
  }
  const asText = /\S/.test(of) ? plainText(of).blocks : []
  return [[], new MarkdownScanner(of).scan().blocks, asText, anywhere]
}

function splitsPair(of: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(of[at - 1] ?? '') && /[\udc00-\udfff]/.test(of[at] ?? '')
}

/** U+FEFF is white space to JavaScript and not to Unicode nor to the tokenizer. */
function isBlank(part: string): boolean {
  return !/\S|\ufeff/.test(part)
}

function check(of: string, chunks: readonly Chunk[], most: number): void {
  let [start, end] = [-1, 0]
  for (const [index, chunk] of chunks.entries()) {
    expect(chunk.text, 'is what stands at its offsets').toBe(of.slice(chunk.start, chunk.end))
    expect(chunk.ordinal, 'numbered from 0').toBe(index)
    expect(chunk.start > start && chunk.end > end, 'goes beyond the one before').toBe(true)
    expect(isBlank(of.slice(end, Math.max(end, chunk.start))), 'nothing is left out before it').toBe(true)
    expect(isBlank(chunk.text), 'is not empty').toBe(false)
    const tokens = count(embeddingText(chunk)) + SPECIAL_TOKENS
    expect(tokens, 'within what the embedder reads').toBeLessThanOrEqual(most)
    expect(chunk.tokens + SPECIAL_TOKENS, 'as it says itself').toBeLessThanOrEqual(most)
    expect(chunk.text.length, 'of bounded length').toBeLessThanOrEqual(most * 12)
    expect([splitsPair(of, chunk.start), splitsPair(of, chunk.end)], 'whole characters').toEqual([
      false,
      false,
    ])
    ;[start, end] = [chunk.start, chunk.end]
  }
  expect(isBlank(of.slice(end)), 'nothing is left out at the end').toBe(true)
}

describe('chunks of any text under any structure', () => {
  it('cover it in order, say what stands at their offsets and fit into the embedder', () => {
    fc.assert(
      fc.property(text, maxTokens, fc.option(fc.string({ maxLength: 60 })), (of, most, title) => {
        for (const blocks of structures(of)) {
          const input = { text: of, blocks, pages: [], title }
          check(of, [...chunksOf(input, { count, maxTokens: most })], most)
        }
      }),
      { numRuns: 120 },
    )
  }, 60_000)
})
