import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import {
  exactKey,
  GraphHost,
  GrowingIndex,
  partitionOf,
  SemanticCache,
  SqliteCacheStore,
  SqliteCorpus,
  searchedOf,
} from '../../src-main/cache/index.ts'
import type { Retrieval, RetrievalRequest } from '../../src-main/retrieval/index.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from './silent-log.ts'

/**
 * A cache on a real database beside documents that change, to be killed at any instant. Asks every question first,
 * tells what is served, then inserts, asks and changes documents for ever, half of the time in other words. Arguments:
 * data folder, most entries, seed, entries above which the index is a graph.
 */
export interface Told {
  /** Inserted and acknowledged. */
  readonly kept?: readonly [question: string, answer: string]
  readonly changed?: true
  readonly wrong?: string
  /** Once all questions were asked. `revisions`: of the documents, which make the answers that are right. */
  readonly started?: {
    readonly size: number
    readonly corrupt: number
    readonly revisions: readonly number[]
    readonly served: readonly string[]
  }
  /** What the index is, each time that it is another. */
  readonly index?: GrowingIndex['graph']
}

const DOCUMENTS = 5
const QUESTIONS = 60
const DIMENSION = 16
const [folder = '', size = '', seed = '', graphAbove = ''] = process.argv.slice(2)
let state = Number(seed)
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
const tell = (told: Told) => void process.send?.(told)

const log = silentLog().scope('cache')
const database = openDatabase({ file: join(folder, 'alcove.db'), log })
database.exec(`INSERT OR IGNORE INTO collection (id, name, created_at) VALUES ('c', 'C', 0)`)
for (let n = 0; n < DOCUMENTS; n++) {
  database
    .prepare(
      `INSERT OR IGNORE INTO document (id, collection_id, path, title, format, added_at, revision)
       VALUES (?, 'c', ?, '', 'txt', 0, 1)`,
    )
    .run(`d${n}`, `/${n}`)
}
const revision = database.prepare<{ revision: number }>('SELECT revision FROM document WHERE id = ?')
const revisionOf = (n: number) => revision.get(`d${n}`)?.revision ?? 0
const questionOf = (n: number) => `Where is thing number ${n}?`
const rewordedOf = (n: number) => `Thing number ${n}: where is it?`
const numberIn = (question: string) => /\d+/.exec(question)?.[0]
/** Of both wordings; beside those of its neighbours, so that the index has several to tell apart. */
const vectorOf = (n: number) =>
  Float32Array.from({ length: DIMENSION }, (_, at) => Math.cos(n * 0.02 * (at + 1)))
const answerNow = (n: number) => `Thing ${n} by revision ${revisionOf(n % DOCUMENTS)}.`

const retriever = {
  async retrieve({ question }: RetrievalRequest): Promise<Retrieval> {
    const n = Number(numberIn(question))
    const passage = {
      documentId: `d${n % DOCUMENTS}`,
      title: '',
      path: '',
      heading: null,
      page: null,
      start: 0,
      end: 9,
    }
    return {
      passages: [
        { ...passage, text: answerNow(n), tokens: 9, score: 1, similarity: 1, denseRank: 1, lexicalRank: 1 },
      ],
      evidence: { words: [], coverage: 1, similarity: 1, verdict: 'relevant' },
      ...{ dense: 'ok', denseFailure: null, timings: {}, considered: [] },
    }
  },
}
const graphs = new GraphHost({ launcher: nodeLauncher, clock: systemClock, log })
let index: GrowingIndex | null = null
let lastIndex = ''
const cache = new SemanticCache({
  ...{ store: new SqliteCacheStore(database), corpus: new SqliteCorpus(database), retriever },
  ...{ exactKey, log, clock: systemClock },
  guard: (asked, cached) =>
    numberIn(asked) === numberIn(cached) ? null : { rule: 'number', detail: 'another' },
  createIndex(dimension) {
    const above = Number(graphAbove)
    index = new GrowingIndex({ dimension, graphs, graphAbove: above, graphBelow: Math.ceil(above * 0.8) })
    return index
  },
  settings: { enabled: true, threshold: 0.92, size: Number(size), ttl: 3_600, bytes: 50_000_000 },
})
const partition = partitionOf({
  ...{ collectionId: 'c', embedder: null, chatModel: { name: 'm', digest: 'm' }, promptVersion: 1 },
  ...{ instructions: '', temperature: 0, options: {}, k: 1, tokenBudget: 9, filters: {}, conversation: [] },
})
const never = new AbortController().signal

async function ask(n: number, question = questionOf(n)): Promise<readonly string[]> {
  const found = await cache.lookup({ question, partition, embed: async () => vectorOf(n) }, never)
  tellIndex()
  if (found.kind === 'miss') return []
  const { answer } = found.entry.answer
  if (answer !== answerNow(n)) tell({ wrong: `${question}: ${answer} instead of ${answerNow(n)}` })
  return [answer]
}

async function insert(n: number): Promise<void> {
  const before = cache.epoch()
  const request = { question: questionOf(n), collectionId: 'c', k: 1, tokenBudget: 9 }
  const searched = searchedOf(request, await retriever.retrieve(request))
  if (!searched) return
  const answer = answerNow(n)
  const kept = {
    answer,
    citations: [],
    sources: [],
    degradations: [],
    model: 'm',
    condensed: null,
    tookMs: 1,
  }
  const vector = vectorOf(n)
  const question = questionOf(n)
  if (await cache.insert({ question, partition, vector, answer: kept, searched }, before)) {
    tell({ kept: [question, answer] })
  }
}

function tellIndex(): void {
  if (!index || index.graph === lastIndex) return
  lastIndex = index.graph
  tell({ index: index.graph })
}

function change(n: number): void {
  database.transaction(() => {
    database.prepare('UPDATE document SET revision = revision + 1 WHERE id = ?').run(`d${n}`)
    database.exec(`UPDATE collection SET version = version + 1 WHERE id = 'c'`)
  })
  tell({ changed: true })
  cache.checkDocuments()
}

await cache.whenLoaded()
const { size: found, corrupt } = cache.stats()
const served: string[] = []
for (let n = 0; n < QUESTIONS; n++) served.push(...(await ask(n)))
const revisions = Array.from({ length: DOCUMENTS }, (_, n) => revisionOf(n))
tell({ started: { size: found, corrupt, revisions, served } })
for (;;) {
  const n = Math.floor(random() * QUESTIONS)
  const kind = random()
  if (kind < 0.6) await insert(n)
  else if (kind < 0.97) await ask(n, random() < 0.5 ? questionOf(n) : rewordedOf(n))
  else change(n % DOCUMENTS)
  await nextTurn()
}
