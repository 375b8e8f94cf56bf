const MOST_CHARACTERS = 240

/**
 * One line for a person, of whatever an error said. What stands in double quotes is taken out: that is where
 * parsers and servers repeat what they were sent, which may be a document.
 */
export function presentableCause(cause: string): string {
  const line = cause
    .slice(0, 10 * MOST_CHARACTERS)
    .replace(/"[^"]*("|$)/g, '"…"')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1).trimEnd()}…` : line
}
