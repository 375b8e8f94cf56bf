import type { Database, Statement } from '../storage/index.ts'
import { quoted } from './full-text-query.ts'
import type { Word } from './words.ts'

export interface RareWord {
  readonly word: Word
  /** Chunks that hold it. */
  readonly chunks: number
  readonly weight: number
}

/**
 * Inverse document frequency as BM25 has it, smoothed so that it is never negative:
 * ln(1 + (N − n + 0.5) / (n + 0.5)); Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009.
 */
export function inverseDocumentFrequency(chunks: number, holding: number): number {
  return Math.log(1 + (chunks - holding + 0.5) / (holding + 0.5))
}

/** How rare words are among all chunks, asked of the full-text index, so that forms of a word count as one. */
export class WordRarity {
  readonly #total: Statement<{ n: number }>
  readonly #holding: Statement<{ n: number }>

  constructor(database: Database) {
    this.#total = database.prepare('SELECT count(*) AS n FROM chunk')
    this.#holding = database.prepare('SELECT count(*) AS n FROM chunk_fts WHERE chunk_fts MATCH ?')
  }

  total(): number {
    return this.#total.get()?.n ?? 0
  }

  of(word: Word, total: number): RareWord {
    const chunks = this.#holding.get(quoted(word.raw))?.n ?? 0
    return { word, chunks, weight: inverseDocumentFrequency(total, chunks) }
  }
}
