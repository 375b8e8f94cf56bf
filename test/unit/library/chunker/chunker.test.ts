import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { embeddingText } from '../../../../src-main/library/chunker/chunk.ts'
import { chunksOf } from '../../../../src-main/library/chunker/chunker.ts'
import { readMd } from '../../../../src-main/library/readers/md.ts'
import type { PageSpan } from '../../../../src-shared/schemas/library.ts'

/** One token a word. */
const count = (text: string) => text.split(/\s+/).filter((word) => word !== '').length

async function chunk(
  markdown: string,
  options: { maxTokens?: number; title?: string | null; pages?: PageSpan[] } = {},
) {
  const { text, blocks } = await readMd(Buffer.from(markdown))
  const input = { text, blocks, pages: options.pages ?? [], title: options.title ?? null }
  return [...chunksOf(input, { count, maxTokens: options.maxTokens ?? 256 })]
}

const words = (number: number, word = 'word') => `${Array.from({ length: number }, () => word).join(' ')}.`
const sentences = (number: number) =>
  Array.from({ length: number }, (_, index) => `Sentence number ${index} has exactly seven words.`).join(' ')

describe('what a chunk stands under', () => {
  it('is named by the headings above it, outermost first', async () => {
    const chunks = await chunk(
      `# Huts\n\n${words(70)}\n\n## Kettle\n\n${words(70)}\n\n### Keys\n\n${words(70)}\n\n## Windlass\n\n${words(70)}`,
    )
    expect(chunks.map(({ heading }) => heading)).toEqual([
      'Huts',
      'Huts › Kettle',
      'Huts › Kettle › Keys',
      'Huts › Windlass',
    ])
  })

  it('begins with the title of the document, said once', async () => {
    const [untitled] = await chunk(words(70), { title: 'The Lamp' })
    const [same] = await chunk(`# The lamp\n\n${words(70)}`, { title: 'The Lamp' })
    const [other] = await chunk(`# Early years\n\n${words(70)}`, { title: 'The Lamp' })
    expect([untitled?.heading, same?.heading, other?.heading]).toEqual([
      'The Lamp',
      'The lamp',
      'The Lamp › Early years',
    ])
  })

  it('is shortened where it would crowd out the text', async () => {
    const [first] = await chunk(`# ${words(200, 'long')}\n\n${words(70)}`)
    expect(count(first?.heading ?? '')).toBeLessThanOrEqual(64)
    expect(first?.heading).toMatch(/^long.*…$/)
  })
})

describe('how much a chunk holds', () => {
  it('joins paragraphs of one section up to some 200 tokens', async () => {
    const chunks = await chunk(Array.from({ length: 10 }, () => words(60)).join('\n\n'))
    expect(chunks.map(({ tokens }) => tokens)).toEqual([180, 180, 180, 60])
  })

  it('joins small neighbouring sections under what they have in common', async () => {
    const chunks = await chunk(
      '# Fees\n\n## Dogs\n\nSix crowns.\n\n## Goats\n\nFree.\n\n## Bears\n\nBy agreement.',
    )
    expect(chunks).toHaveLength(1)
    expect(chunks[0]?.heading).toBe('Fees')
  })

  it('does not join the rest of a large section to the next', async () => {
    const chunks = await chunk(`# A\n\n## B\n\n${words(190)}\n\n${words(50)}\n\n## C\n\n${words(50)}`)
    expect(chunks.map(({ heading }) => heading)).toEqual(['A › B', 'A › B', 'A › C'])
  })

  it('repeats the last sentence only where a paragraph was cut', async () => {
    const [first, second] = await chunk(sentences(60))
    const last = first?.text.match(/Sentence number \d+ has exactly seven words\.$/)?.[0] ?? 'none'
    expect(second?.text.startsWith(last)).toBe(true)
    expect(second?.start).toBeLessThan(first?.end ?? 0)
    const whole = await chunk(`${words(150)}\n\n${words(150, 'other')}`)
    expect(whole[1]?.start).toBeGreaterThan(whole[0]?.end ?? 0)
  })

  it('keeps a code fence in one piece where it fits', async () => {
    const fence = `\`\`\`js\n${'let a = 1\n'.repeat(40)}\`\`\``
    const chunks = await chunk(`${words(150)}\n\n${fence}\n\n${words(150)}`)
    expect(chunks.map(({ text }) => text)).toContain(fence)
  })

  it('never cuts a list item', async () => {
    const item = (index: number) => `- Item ${index}: ${words(45)}`
    const chunks = await chunk(Array.from({ length: 9 }, (_, index) => item(index)).join('\n'))
    for (const { text } of chunks) expect(text).toMatch(/^- Item \d/)
  })
})

describe('a table', () => {
  const rows = Array.from({ length: 60 }, (_, index) => `| Hut ${index} | ${index * 3} | ${index * 2} |`)
  const table = `# Beds\n\n| Hut | Summer | Winter |\n|---|---|---|\n${rows.join('\n')}`

  it('is cut between rows, and each part keeps the names of its columns', async () => {
    const chunks = await chunk(table)
    expect(chunks.length).toBeGreaterThan(2)
    for (const part of chunks) {
      expect(part.text).toMatch(/\|$/)
      expect(embeddingText(part)).toContain('Hut | Summer | Winter')
    }
    expect(chunks[0]?.heading).toBe('Beds')
    expect(chunks[1]?.heading).toBe('Beds › Hut | Summer | Winter')
  })
})

describe('a paged document', () => {
  it('has no chunk of two pages, unless a sentence goes over', async () => {
    const [one, two, three] = ['The lamp burns.', 'The mule is called', 'Thunder.']
    const text = `${one}\n\n${two}\n\n${three}`
    const starts = [0, one.length + 2, one.length + two.length + 4]
    const pages = starts.map((start, index) => ({
      page: index + 1,
      start,
      end: (starts[index + 1] ?? text.length + 2) - 2,
    }))
    const chunks = await chunk(text, { pages })
    expect(chunks.map(({ page, text: said }) => [page, said])).toEqual([
      [1, one],
      [2, `${two}\n\n${three}`],
    ])
  })
})

describe('what a chunk is known by', () => {
  it('is the hash of what is embedded, so that equal passages under one heading are one', async () => {
    const [a] = await chunk('# A\n\nSame words.')
    expect(Buffer.from(a?.textHash ?? []).toString('hex')).toBe(
      createHash('sha256').update('A\n# A\n\nSame words.').digest('hex'),
    )
  })

  it('leaves out what a reader of the document does not see', async () => {
    const chunks = await chunk('Before.\n\n<!-- the password\nis swordfish -->\n\nAfter.')
    expect(chunks.map(({ text }) => text)).toEqual(['Before.', 'After.'])
  })

  it('refuses an embedder that reads next to nothing', () => {
    expect(() => [
      ...chunksOf({ text: 'a', blocks: [], pages: [], title: null }, { count, maxTokens: 7 }),
    ]).toThrow(/8 or more, got 7/)
  })
})
