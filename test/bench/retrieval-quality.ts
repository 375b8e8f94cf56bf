import { withContext } from '../../src-main/chat/follow-up.ts'
import type { Retrieval } from '../../src-main/retrieval/index.ts'
import {
  type SampleLibrary,
  type SampleQuestion,
  sampleLibrary,
  sampleQuestions,
  states,
} from '../fakes/sample-library.ts'

export interface RankFigures {
  /** Shares of the questions that the handbook answers: right document first, among three; mean reciprocal rank. */
  readonly hitAt1: number
  readonly hitAt3: number
  readonly mrr: number
}

export interface RetrievalQuality {
  readonly questions: number
  readonly dense: RankFigures
  readonly lexical: RankFigures
  /** By reciprocal rank, put in order by score, as answers get it. */
  readonly fused: RankFigures
  /** Share of the passages with the fact itself among the first six. */
  readonly factAt6: number
  /** Of questions that the handbook answers, and that it does not: verdicts. */
  readonly verdicts: Readonly<
    Record<'answerable' | 'unanswerable', Record<'relevant' | 'doubtful' | 'none', number>>
  >
}

/** Asks every question of the fixture and looks at where the right document is in each ranking. */
export async function retrievalQuality(
  { database, retriever }: SampleLibrary,
  questions: readonly SampleQuestion[],
): Promise<RetrievalQuality> {
  const fileOf = new Map(
    database
      .prepare<{ id: number; path: string }>(
        'SELECT c.id, d.path FROM chunk c JOIN document d ON d.id = c.document_id',
      )
      .all()
      .map(({ id, path }) => [id, fileName(path)]),
  )
  const ranks = { dense: [] as number[], lexical: [] as number[], fused: [] as number[] }
  const verdicts = {
    answerable: { relevant: 0, doubtful: 0, none: 0 },
    unanswerable: { relevant: 0, doubtful: 0, none: 0 },
  }
  let facts = 0
  for (const asked of questions) {
    const question = asked.followUp
      ? withContext(asked.followUp, [{ role: 'user', content: asked.question }])
      : asked.question
    const request = { question, collectionId: null, k: 6, tokenBudget: 1_400 }
    const found = await retriever.retrieve(request, AbortSignal.timeout(30_000))
    verdicts[asked.document === null ? 'unanswerable' : 'answerable'][found.evidence.verdict]++
    if (asked.document === null) continue
    const right = [asked.document, ...(asked.alsoIn ?? [])]
    for (const leg of ['dense', 'lexical'] as const)
      ranks[leg].push(rankOf(legFiles(found, leg, fileOf), right))
    ranks.fused.push(
      rankOf(
        found.passages.map(({ path }) => fileName(path)),
        right,
      ),
    )
    if (found.passages.some(({ text }) => states(text, asked.answer ?? ''))) facts++
  }
  return {
    questions: ranks.fused.length,
    dense: figures(ranks.dense),
    lexical: figures(ranks.lexical),
    fused: figures(ranks.fused),
    factAt6: facts / ranks.fused.length,
    verdicts,
  }
}

function legFiles(found: Retrieval, leg: 'dense' | 'lexical', fileOf: ReadonlyMap<number, string>): string[] {
  const rank = (chunk: Retrieval['considered'][number]) =>
    leg === 'dense' ? chunk.denseRank : chunk.lexicalRank
  return found.considered
    .filter((chunk) => rank(chunk) !== null)
    .sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0))
    .map(({ chunkId }) => fileOf.get(chunkId) ?? '')
}

/** Of the first right one among different files, from 1; 0 where there is none. */
function rankOf(files: readonly string[], right: readonly string[]): number {
  return [...new Set(files)].findIndex((file) => right.includes(file)) + 1
}

function figures(ranks: readonly number[]): RankFigures {
  const share = (hit: (rank: number) => number) =>
    ranks.reduce((sum, rank) => sum + hit(rank), 0) / ranks.length
  return {
    hitAt1: share((rank) => Number(rank === 1)),
    hitAt3: share((rank) => Number(rank >= 1 && rank <= 3)),
    mrr: share((rank) => (rank === 0 ? 0 : 1 / rank)),
  }
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

if (import.meta.main) {
  const samples = await sampleLibrary()
  try {
    const { dense, lexical, fused, ...rest } = await retrievalQuality(samples, await sampleQuestions())
    console.table({ dense, lexical, fused })
    console.log(rest)
  } finally {
    await samples.dispose()
  }
}
