import type { ChunkRow } from './chunk-rows.ts'
import type { Passage } from './retriever.ts'

export interface FoundChunk {
  readonly row: ChunkRow
  readonly score: number
  readonly similarity: number | null
  readonly denseRank: number | null
  readonly lexicalRank: number | null
}

export interface PassageLimits {
  readonly k: number
  readonly tokenBudget: number
}

/** A passage grows by neighbours that were hit too, but not into a whole document. */
const MAX_CHUNKS_JOINED = 3
/** Of the passage's score: below, a neighbour was found only because every search returns something. */
const JOINED_SCORE = 0.5

/**
 * Makes passages of the chunks found, best first. A chunk that is next to, or overlaps, one already taken is
 * joined to its passage; it spends tokens but does not count as a passage of its own. A chunk that no longer
 * fits the budget is passed over for smaller ones after it; the first is taken whatever its size. At most
 * `k` chunks beyond the passages' first are looked at, so that the end of the list does not pad the front.
 */
export function chooseChunks(
  found: readonly FoundChunk[],
  { k, tokenBudget }: PassageLimits,
): FoundChunk[][] {
  const groups: FoundChunk[][] = []
  let spent = 0
  for (const [at, chunk] of found.entries()) {
    if (at >= 2 * k) break
    if (groups.length > 0 && spent + chunk.row.tokens > tokenBudget) continue
    const neighbours = groups.find(
      (group) =>
        group.length < MAX_CHUNKS_JOINED &&
        chunk.score >= JOINED_SCORE * (group[0]?.score ?? 0) &&
        group.some((other) => touch(other.row, chunk.row)),
    )
    if (neighbours) neighbours.push(chunk)
    else if (groups.length < k) groups.push([chunk])
    else continue
    spent += chunk.row.tokens
  }
  return groups
}

function touch(a: ChunkRow, b: ChunkRow): boolean {
  return a.documentId === b.documentId && Math.abs(a.ordinal - b.ordinal) === 1
}

/** `textOf` reads the stored text of [start, end) where more than one chunk makes the passage. */
export function joinChunks(
  group: readonly FoundChunk[],
  textOf: (row: ChunkRow, start: number, end: number) => string,
): Passage {
  const inOrder = [...group].sort((a, b) => a.row.ordinal - b.row.ordinal)
  const [first] = inOrder
  if (!first) throw new RangeError('A passage needs a chunk')
  const { documentId, title, path, heading, page, start } = first.row
  const end = Math.max(...group.map(({ row }) => row.end))
  return {
    documentId,
    title,
    path,
    heading,
    page,
    start,
    end,
    text: group.length === 1 ? first.row.text : textOf(first.row, start, end),
    tokens: group.reduce((sum, { row }) => sum + row.tokens, 0),
    score: Math.max(...group.map(({ score }) => score)),
    similarity: best(
      group.map(({ similarity }) => similarity),
      Math.max,
    ),
    denseRank: best(
      group.map(({ denseRank }) => denseRank),
      Math.min,
    ),
    lexicalRank: best(
      group.map(({ lexicalRank }) => lexicalRank),
      Math.min,
    ),
  }
}

function best(values: readonly (number | null)[], pick: (...values: number[]) => number): number | null {
  const present = values.filter((value) => value !== null)
  return present.length > 0 ? pick(...present) : null
}
