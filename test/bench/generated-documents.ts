import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const nouns =
  'harbour ledger engine valley lantern bridge orchard archive signal furnace meadow compass granary turbine chapel quarry ferry library kiln observatory workshop terrace cellar reservoir tower mill causeway nursery foundry pavilion'.split(
    ' ',
  )
const adjectives =
  'northern copper quiet second narrow restored flooded wooden eastern abandoned upper tidal municipal crooked winter stone amber forgotten shared steep'.split(
    ' ',
  )
const verbs =
  'supplies overlooks records replaced feeds crosses borrows inspects rebuilt shelters measures guards delayed lights drains'.split(
    ' ',
  )

/** mulberry32: the same seed gives the same documents on every machine. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Prose of which no sentence comes twice: each has numbers of its own. About 13 words a sentence. */
export function paragraph(random: () => number, sentences: number): string {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  return Array.from({ length: sentences }, () => {
    const [a, b] = [pick(nouns), pick(nouns)]
    const year = 1700 + Math.floor(random() * 320)
    return `In ${year} the ${pick(adjectives)} ${a} ${pick(verbs)} the ${pick(adjectives)} ${b} for ${Math.floor(random() * 90_000)} crowns.`
  }).join(' ')
}

/** Text and Markdown files by turns, `sections` sections each. Returns the folder. */
export function writeDocuments(folder: string, count: number, sections: number, seed: number): string {
  const random = seeded(seed)
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < count; at++) {
    const isMarkdown = at % 2 === 0
    const parts = Array.from({ length: sections }, (_, section) => {
      const title = `Section ${section + 1} of report ${at + 1}`
      return `${isMarkdown ? `## ${title}` : title}\n\n${paragraph(random, 9)}`
    })
    const name = `report-${String(at + 1).padStart(4, '0')}.${isMarkdown ? 'md' : 'txt'}`
    writeFileSync(join(folder, name), `${isMarkdown ? `# Report ${at + 1}\n\n` : ''}${parts.join('\n\n')}\n`)
  }
  return folder
}
