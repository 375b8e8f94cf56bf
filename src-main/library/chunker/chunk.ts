/** A passage of a document: what is embedded, found and cited. */
export interface Chunk {
  /** 0, 1, 2 … within its document. */
  readonly ordinal: number
  /** [start, end) into the stored text, UTF-16 code units. */
  readonly start: number
  readonly end: number
  /** The page its first character is on; null for formats without pages. */
  readonly page: number | null
  /** Headings above it, joined by ' › '; shortened where it would crowd out the text. */
  readonly heading: string | null
  /** Of `embeddingText`, without the embedder's own two special tokens. */
  readonly tokens: number
  /** Exactly `text.slice(start, end)` of the stored text. */
  readonly text: string
  /** sha256 of `embeddingText`: equal hashes are embedded once. */
  readonly textHash: Uint8Array
}

/** What the embedder reads of a chunk: its headings say what the passage alone may not ("it costs 12 €"). */
export function embeddingText(chunk: Pick<Chunk, 'heading' | 'text'>): string {
  return chunk.heading === null ? chunk.text : `${chunk.heading}\n${chunk.text}`
}
