export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

/** What is wrong with a file, and where. */
export class CsvError extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const delimiters = [',', ';', '\t'] as const

/**
 * The records of a CSV text as RFC 4180 has it: fields in double quotes may hold delimiters, line ends and doubled
 * quotes; lines end by LF or CRLF. Empty lines are no records. The delimiter is whichever of comma, semicolon and tab
 * the first record has most of. Throws CsvError for a quote that nothing closes and for text after a closing one.
 */
export function csvRecords(text: string): readonly CsvRecord[] {
  const delimiter = delimiterOf(text)
  const records: CsvRecord[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const fields: string[] = []
    const begins = line
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, delimiter)
      fields.push(field.value)
      line += field.lines
      at = field.end
      const next = text[at]
      if (next === delimiter) at++
      else if (next === undefined || isLineEnd(text, at)) break
      else throw new CsvError(line, 'there is text after a closing quote')
    }
    at += text[at] === '\r' ? 2 : 1
    line++
    if (fields.length > 1 || fields[0]?.trim() !== '') records.push({ line: begins, fields })
  }
  return records
}

interface Field {
  readonly value: string
  readonly end: number
  /** Line ends inside it. */
  readonly lines: number
}

function quotedField(text: string, start: number, line: number): Field {
  let value = ''
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw new CsvError(line, 'a quote is opened and never closed')
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1, lines: value.split('\n').length - 1 }
    value += '"'
    at = quote + 2
  }
}

function plainField(text: string, start: number, delimiter: string): Field {
  let end = start
  while (end < text.length && text[end] !== delimiter && !isLineEnd(text, end)) end++
  return { value: text.slice(start, end), end, lines: 0 }
}

const isLineEnd = (text: string, at: number): boolean =>
  text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n')

function delimiterOf(text: string): string {
  const counts = new Map<string, number>(delimiters.map((each) => [each, 0]))
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && character === '\n') break
    else if (!isQuoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most?.[0] ?? ','
}
