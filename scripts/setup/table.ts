/** Lines of a table with its columns aligned; numbers to the right, as in the heading named by `right`. */
export function tableLines(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string[] {
  const all = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return right.includes(heading[column] ?? '') ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(heading), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)]
}

/** Bytes as a person reads them: `98.4 MB`. */
export function readableSize(bytes: number | undefined): string {
  if (bytes === undefined) return ''
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`
  return `${(bytes / 1e9).toFixed(2)} GB`
}
