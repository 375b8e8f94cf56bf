const MIN_PREFIX = 4

/**
 * An FTS5 expression that matches any of the words. Each is a quoted run of letters and digits (see `wordsOf`),
 * so that nothing a person types is ever read as FTS5 syntax. A word that no chunk holds is looked for as a
 * beginning, where it is long enough to mean something. Null: there is nothing to look for.
 */
export function fullTextQuery(
  words: readonly { readonly raw: string; readonly known: boolean }[],
): string | null {
  const terms = words.map(({ raw, known }) =>
    known || raw.length < MIN_PREFIX ? quoted(raw) : `${quoted(raw)} *`,
  )
  return terms.length > 0 ? terms.join(' OR ') : null
}

export function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`
}
