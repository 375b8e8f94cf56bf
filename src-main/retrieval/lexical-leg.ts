import { setImmediate } from 'node:timers/promises'
import type { Database, Statement } from '../storage/index.ts'
import { fullTextQuery } from './full-text-query.ts'
import { inverseDocumentFrequency, type RareWord, WordRarity } from './word-rarity.ts'
import { contentWords, type Word } from './words.ts'

export interface LexicalFinding {
  /** Chunk ids, best first. */
  readonly chunkIds: readonly number[]
  /** The question's content words, with how rare each is. */
  readonly words: readonly RareWord[]
}

/** BM25 weights of the columns text and heading: a heading is repeated in every chunk below it. */
const TEXT_WEIGHT = 1
const HEADING_WEIGHT = 0.6
/** Words of one question that are looked for; a pasted page would otherwise be searched word by word. */
const MAX_WORDS = 48
/** Chunks read between two turns of the event loop where text has to be scanned (invariant 6). */
const SCAN_SLICE = 500

/** Of the best so many it is looked up whether they still count; the rest of a long list is never touched. */
const LOOKED_UP = 4
const rank = `bm25(chunk_fts, ${TEXT_WEIGHT}, ${HEADING_WEIGHT})`
/** Replaced content is swept away some time after it no longer counts. */
const current = 'JOIN document d ON d.id = c.document_id AND d.revision = c.revision'

/** Full-text search in SQLite: needs no model and no server, so it always answers. */
export class LexicalLeg {
  readonly #rarity: WordRarity
  readonly #everywhere: Statement<{ id: number }>
  readonly #collection: Statement<{ id: number }>
  readonly #slice: Statement<{ id: number; text: string; collection: string }>

  constructor(database: Database) {
    this.#rarity = new WordRarity(database)
    this.#everywhere = database.prepare(
      `SELECT c.id FROM (
         SELECT rowid AS id, ${rank} AS score FROM chunk_fts WHERE chunk_fts MATCH ? ORDER BY score LIMIT ?
       ) hit JOIN chunk c ON c.id = hit.id ${current} ORDER BY hit.score, c.id LIMIT ?`,
    )
    this.#collection = database.prepare(
      `SELECT c.id FROM chunk_fts JOIN chunk c ON c.id = chunk_fts.rowid ${current}
       WHERE chunk_fts MATCH ? AND d.collection_id = ? ORDER BY ${rank}, c.id LIMIT ?`,
    )
    this.#slice = database.prepare(
      `SELECT c.id, c.text, d.collection_id AS collection FROM chunk c ${current}
       WHERE c.id > ? ORDER BY c.id LIMIT ${SCAN_SLICE}`,
    )
  }

  async search(
    question: string,
    collectionId: string | null,
    count: number,
    signal: AbortSignal,
  ): Promise<LexicalFinding> {
    const words = contentWords(question).slice(0, MAX_WORDS)
    const total = this.#rarity.total()
    const spaced = words.filter((word) => !word.pair).map((word) => this.#rarity.of(word, total))
    const expression = fullTextQuery(spaced.map(({ word, chunks }) => ({ raw: word.raw, known: chunks > 0 })))
    const found = expression === null ? [] : this.#match(expression, collectionId, count)
    const pairs = words.filter((word) => word.pair)
    if (pairs.length === 0) return { chunkIds: found, words: spaced }
    const scanned = await this.#scan(pairs, total, collectionId, count, signal)
    return {
      chunkIds: [...new Set([...scanned.chunkIds, ...found])].slice(0, count),
      words: [...spaced, ...scanned.words],
    }
  }

  #match(expression: string, collectionId: string | null, count: number): number[] {
    const rows =
      collectionId === null
        ? this.#everywhere.all(expression, LOOKED_UP * count, count)
        : this.#collection.all(expression, collectionId, count)
    return rows.map(({ id }) => id)
  }

  /** Pairs of characters cannot be asked of the index: the texts are read, in slices. */
  async #scan(
    pairs: readonly Word[],
    total: number,
    collectionId: string | null,
    count: number,
    signal: AbortSignal,
  ): Promise<LexicalFinding> {
    const holding = pairs.map(() => 0)
    const hits: { readonly id: number; readonly held: readonly number[] }[] = []
    for (let after = 0; ; ) {
      const rows = this.#slice.all(after)
      for (const { id, text, collection } of rows) {
        after = id
        const lower = text.toLowerCase()
        const held = [...pairs.keys()].filter((at) => lower.includes(pairs[at]?.text ?? ''))
        for (const at of held) holding[at] = (holding[at] ?? 0) + 1
        if (held.length > 0 && (collectionId === null || collectionId === collection)) hits.push({ id, held })
      }
      if (rows.length < SCAN_SLICE) break
      await setImmediate(undefined, { signal })
    }
    const words = pairs.map((word, at) => {
      const chunks = holding[at] ?? 0
      return { word, chunks, weight: inverseDocumentFrequency(total, chunks) }
    })
    const scoreOf = (held: readonly number[]) => held.reduce((sum, at) => sum + (words[at]?.weight ?? 0), 0)
    const ranked = hits
      .map(({ id, held }) => ({ id, score: scoreOf(held) }))
      .sort((a, b) => b.score - a.score)
    return { chunkIds: ranked.slice(0, count).map(({ id }) => id), words }
  }
}
