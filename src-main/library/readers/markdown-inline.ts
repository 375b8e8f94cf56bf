/** A heading as a person reads it: links and images by their words, without emphasis and code marks. */
export function plainInline(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/!?\[([^\]]*)\]\[[^\]]*\]/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>]*>/g, '')
    .replace(/\s*\{#[^}]*\}\s*$/, '')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|\s)[*_](?=\S)|(?<=\S)[*_](?=\s|$|\p{P})/gu, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Cells of a GFM table row; `\|` is a bar inside a cell. */
function cells(row: string): string[] {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim())
}

export function isDelimiterRow(line: string): boolean {
  return line.includes('-') && line.includes('|') && cells(line).every((cell) => /^:?-+:?$/.test(cell))
}

/** The names of a table's columns on one line. */
export function tableHeader(row: string): string {
  return cells(row)
    .map(plainInline)
    .filter((name) => name !== '')
    .join(' | ')
}
