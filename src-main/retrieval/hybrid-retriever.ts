import type { Priority } from '../resilience/index.ts'
import type { Database } from '../storage/index.ts'
import { type ChunkRow, ChunkRows } from './chunk-rows.ts'
import { DenseLeg, type DenseLegOptions } from './dense-leg.ts'
import { chooseChunks, type FoundChunk, joinChunks } from './joined-passages.ts'
import { LexicalLeg } from './lexical-leg.ts'
import { fuse } from './reciprocal-rank.ts'
import { weigh } from './relevance.ts'
import { rerank } from './rerank.ts'
import type { Retrieval, RetrievalRequest, Retriever } from './retriever.ts'

export interface HybridRetrieverOptions extends DenseLegOptions {
  readonly database: Database
}

/** How far down each ranking is read; below, a rank adds next to nothing to the fused score. */
const DEPTH = 50

/** Dense and lexical search at once, fused by reciprocal rank, the best of them ordered by score. */
export class HybridRetriever implements Retriever {
  readonly #options: HybridRetrieverOptions
  readonly #dense: DenseLeg
  readonly #lexical: LexicalLeg
  readonly #rows: ChunkRows

  constructor(options: HybridRetrieverOptions) {
    this.#options = options
    this.#dense = new DenseLeg(options)
    this.#lexical = new LexicalLeg(options.database)
    this.#rows = new ChunkRows(options.database)
  }

  async retrieve(
    request: RetrievalRequest,
    signal: AbortSignal,
    priority: Priority = 'person',
  ): Promise<Retrieval> {
    signal.throwIfAborted()
    const { clock } = this.#options
    const { question, collectionId } = request
    const began = clock.monotonic()
    const [dense, lexical] = await Promise.all([
      this.#dense.search({ question, collectionId, count: DEPTH, priority }, signal),
      this.#lexical
        .search(question, collectionId, DEPTH, signal)
        .then((finding) => ({ ...finding, ms: clock.monotonic() - began })),
    ])

    const fusing = clock.monotonic()
    const words = lexical.words.map(({ word, weight }) => ({ text: word.text, stem: word.stem, weight }))
    const found = rerank(this.#fused(dense.hits, lexical.chunkIds, collectionId), words)
    const groups = chooseChunks(found, request)
    const passages = groups.map((group) =>
      joinChunks(group, (row, start, end) => this.#rows.span(row, start, end)),
    )
    const kept = new Set(groups.flat())
    return {
      passages,
      evidence: weigh(words, passages, dense.embedder),
      dense: dense.state,
      denseFailure: dense.failure,
      timings: { ...dense.timings, lexical: lexical.ms, fuse: clock.monotonic() - fusing },
      considered: found.map((chunk) => ({
        chunkId: chunk.row.id,
        denseRank: chunk.denseRank,
        lexicalRank: chunk.lexicalRank,
        similarity: chunk.similarity,
        score: chunk.score,
        kept: kept.has(chunk),
      })),
    }
  }

  #fused(
    hits: readonly { readonly chunkId: number; readonly similarity: number }[],
    lexicalIds: readonly number[],
    collectionId: string | null,
  ): FoundChunk[] {
    const denseIds = hits.map(({ chunkId }) => chunkId)
    const rows: ReadonlyMap<number, ChunkRow> = this.#rows.byId(
      [...new Set([...denseIds, ...lexicalIds])],
      collectionId,
    )
    const there = (ids: readonly number[]) => ids.filter((id) => rows.has(id))
    const similarityOf = new Map(hits.map(({ chunkId, similarity }) => [chunkId, similarity]))
    return fuse([there(denseIds), there(lexicalIds)]).flatMap(({ id, score, ranks }) => {
      const row = rows.get(id)
      if (!row) return []
      const [denseRank = null, lexicalRank = null] = ranks
      return [{ row, score, similarity: similarityOf.get(id) ?? null, denseRank, lexicalRank }]
    })
  }
}
