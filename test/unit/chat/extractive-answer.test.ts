import { expect, test } from 'vitest'
import { extractFrom, extractiveText } from '../../../src-main/chat/extractive-answer.ts'
import { citationsOf } from '../../../src-main/chat/extractive-writer.ts'
import { rankSentences } from '../../../src-main/chat/sentence-ranking.ts'
import type { Passage } from '../../../src-main/retrieval/index.ts'

const text =
  'Spirit stoves may be used on the stone table outside, and nowhere else at all in the hut.\n\n' +
  'Candles are for the chapel.\n\n' +
  'Drones may not be flown within 500 metres of a hut, and the stone table is inside those 500 metres.'

const passage: Passage = {
  documentId: 'd',
  title: 'House rules',
  path: '/house-rules.md',
  heading: null,
  page: null,
  start: 1_000,
  end: 1_000 + text.length,
  text,
  tokens: 60,
  score: 1,
  similarity: 0.6,
  denseRank: 1,
  lexicalRank: 1,
}

const words = ['drone', 'stone', 'tabl'].map((stem) => ({ text: stem, stem, weight: 1 }))

test('each quotation has a number and a citation of its own, at exactly what it quotes', async () => {
  const extracts = extractFrom(await rankSentences(words, [passage], async () => null), [passage])
  const citations = citationsOf(extracts)
  expect(citations.length).toBeGreaterThan(1)
  expect(citations.map(({ n }) => n)).toEqual(citations.map((_, at) => at + 1))
  expect(citations[0]?.quote).toMatch(/^Drones may not be flown/)
  for (const { start, end, quote } of citations) {
    expect(text.slice(start - passage.start, end - passage.start)).toBe(quote)
    expect(quote).not.toContain('\n')
  }
  const written = extractiveText('From your documents:', extracts)
  for (const { n, quote } of citations) expect(written).toContain(`> ${quote} [${n}]`)
})
