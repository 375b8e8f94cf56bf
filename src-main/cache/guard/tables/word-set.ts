/** The words of a table, which is written as running text. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** A table of one entry a line or between semicolons; what starts with `//` is a comment. */
export function entriesOf(text: string): string[] {
  return text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
}
