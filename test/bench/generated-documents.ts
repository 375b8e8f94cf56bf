import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from './seeded.ts'
import { anyWord } from './words.ts'

/** Sentences of 6 to 20 English words, as frequent as in English; none comes twice. */
export function paragraph(random: () => number, sentences: number): string {
  return Array.from({ length: sentences }, () => {
    const length = 6 + Math.floor(random() * 15)
    const text = Array.from({ length }, () => anyWord(random)).join(' ')
    // Every fourth has a number, as reports do.
    const number = random() < 0.25 ? ` ${Math.floor(random() * 9_000)}` : ''
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}${number}.`
  }).join(' ')
}

/** Text and Markdown files by turns, `sections` sections each of about one chunk. Returns the folder. */
export function writeDocuments(folder: string, count: number, sections: number, seed: number): string {
  const random = seeded(seed)
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < count; at++) {
    const isMarkdown = at % 2 === 0
    const parts = Array.from({ length: sections }, () => {
      const title = [anyWord(random), anyWord(random), anyWord(random)].join(' ')
      return `${isMarkdown ? `## ${title}` : title}\n\n${paragraph(random, 11)}`
    })
    const name = `report-${String(at + 1).padStart(4, '0')}.${isMarkdown ? 'md' : 'txt'}`
    writeFileSync(join(folder, name), `${isMarkdown ? `# Report ${at + 1}\n\n` : ''}${parts.join('\n\n')}\n`)
  }
  return folder
}
