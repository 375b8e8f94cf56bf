import type { Sentence } from './sentences.ts'

const namedRow = /^[^:;]{1,60}: [^;]*(?:; [^:;]{1,60}: [^;]*)+$/

/** Whether a line is a row as the readers write it: each cell with the name of its column. */
export function isNamedRow(line: string): boolean {
  return namedRow.test(line)
}

const delimiterRow = /\n\s*\|?\s*:?-{3,}/

/**
 * A row of a Markdown table says little without its header: "Tarnside | 1,485 m" becomes "Hut: Tarnside;
 * Altitude: 1,485 m", as rows of web pages and Word documents are stored to begin with. The header itself is
 * left out. Rows whose header is in another chunk only lose their bars.
 */
export function withNamedRows(sentences: readonly Sentence[], text: string): Sentence[] {
  const named: Sentence[] = []
  let names: readonly string[] = []
  for (const [at, sentence] of sentences.entries()) {
    if (!sentence.text.startsWith('|')) {
      names = []
      named.push(sentence)
      continue
    }
    const next = sentences[at + 1]
    if (next && delimiterRow.test(text.slice(sentence.end, next.start))) names = cellsOf(sentence.text)
    else named.push({ ...sentence, reading: reading(cellsOf(sentence.text), names) })
  }
  return named
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}

function reading(cells: readonly string[], names: readonly string[]): string {
  return cells
    .map((cell, at) => (names[at] && cell !== '' ? `${names[at]}: ${cell}` : cell))
    .filter((cell) => cell !== '')
    .join('; ')
}
