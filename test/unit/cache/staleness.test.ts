import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src-main/base/clock.ts'
import {
  exactKey,
  partitionOf,
  SemanticCache,
  SqliteCacheStore,
  SqliteCorpus,
  searchedOf,
} from '../../../src-main/cache/index.ts'
import { LibraryService } from '../../../src-main/library/index.ts'
import { HybridRetriever, type Retrieval } from '../../../src-main/retrieval/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { FakeEmbedder, FakeModels } from '../../fakes/fake-models.ts'
import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { ParagraphReaders } from '../../fakes/paragraph-readers.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'
import { answerOf, facts, never } from './cache-set-up.ts'

const SCRIPTS = 120
const subjects = [
  'hut',
  'marmot',
  'glacier',
  'lamp',
  'rope',
  'kettle',
  'stove',
  'boot',
  'map',
  'bell',
  'axe',
  'tent',
]
const questions = subjects.map((subject) => `Where is the ${subject}?`)

/** The same numbers every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** What a model would be shown: the answer of a test is this very text. */
const shownOf = ({ passages }: Retrieval): string =>
  JSON.stringify(passages.map(({ documentId, title, text }) => [documentId, title, text]))

/** A real library, real search and real database; vectors and embedder are exact and in memory. */
function libraryWorld() {
  const folder = temporaryFolder()
  const files = join(folder, 'files')
  mkdirSync(files)
  const log = silentLog().scope('test')
  const database = openDatabase({ file: join(folder, 'alcove.db'), log })
  onTestFinished(() => void database.dispose())
  const models = new FakeModels(new FakeEmbedder('one', 64))
  const vectors = new MemoryVectors()
  const library = new LibraryService({
    ...{ database, models, vectors, log },
    ...{ readers: new ParagraphReaders(), clock: systemClock },
  })
  onTestFinished(() => library.dispose())
  const retriever = new HybridRetriever({
    ...{ database, models, vectors, library, log },
    clock: systemClock,
  })
  const cache = new SemanticCache({
    ...{ store: new SqliteCacheStore(database), corpus: new SqliteCorpus(database) },
    ...{ retriever, exactKey, log, clock: systemClock },
    guard: () => ({ rule: 'none', detail: 'exact hits alone' }),
    settings: { enabled: true, threshold: 0.92, size: 1_000, ttl: 3_600, bytes: 50_000_000 },
  })
  onTestFinished(() => cache.dispose())
  const listening = library.onChanged(() => cache.checkDocuments())
  onTestFinished(() => listening.dispose())
  const collection = library.defaultCollection()
  const other = library.createCollection('Other')

  const requestOf = (question: string) => ({ question, collectionId: collection.id, k: 3, tokenBudget: 200 })
  const partition = () =>
    partitionOf({
      ...facts,
      collectionId: collection.id,
      embedder: { name: 'fake', digest: models.embedder()?.digest ?? '' },
    })
  return {
    ...{ library, models, vectors, cache, files, collection, other },
    settle: () => library.whenSettled(never),
    search: (question: string) => retriever.retrieve(requestOf(question), never),
    look: (question: string) =>
      cache.lookup({ question, partition: partition(), embed: async () => null }, never),
    /** As the pipeline does it: epoch, search, answer, insert. */
    async answerAfresh(question: string): Promise<string | null> {
      const before = cache.epoch()
      const retrieval = await retriever.retrieve(requestOf(question), never)
      const searched = searchedOf(requestOf(question), retrieval)
      if (!searched) return null
      const answer = answerOf(shownOf(retrieval))
      const request = { question, partition: partition(), vector: null, answer, searched }
      return (await cache.insert(request, before)) ? answer.answer : null
    },
  }
}

test(`${SCRIPTS} changes of a library: no stale hit, and no entry lost that the change did not touch`, async () => {
  const world = libraryWorld()
  const { library, cache, files, collection, other } = world
  const random = seeded(11)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const present = new Set<string>()
  const write = (round: number) => {
    const name = `${Math.floor(random() * 20)}.txt`
    const about = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(subjects))
    const text = about.map(
      (subject, at) => `The ${subject} is in place ${round}-${at}.${' '.repeat(round % 7)}`,
    )
    writeFileSync(join(files, name), text.join('\n\n'))
    present.add(name)
  }
  /** What a search found when all was last at rest, and what was last answered. */
  const settled = new Map<string, string>()
  const answered = new Map<string, string>()
  const counts = { hits: 0, stale: 0, during: 0 }
  /** Each embedder has answers of its own. */
  const keyOf = (question: string) => `${world.models.embedder()?.digest} ${question}`
  const answerAfresh = async (question: string) => {
    const text = await world.answerAfresh(question)
    if (text !== null) answered.set(keyOf(question), text)
  }
  /** While the change is on its way, a hit is what a search finds just before or just after it. */
  const askDuring = async (question: string, kind: string, script: string) => {
    const before = shownOf(await world.search(question))
    const found = await world.look(question)
    const after = shownOf(await world.search(question))
    if (found.kind === 'miss') return answerAfresh(question)
    counts.during++
    // A loss of vectors changes no document: what was answered from all of them is as right as it was.
    const right = kind === 'lostVectors' ? [before, after, settled.get(question)] : [before, after]
    expect(right, script).toContain(found.entry.answer.answer)
  }
  /** At rest, a hit is what a search finds; an entry that went stale is one that was something else. */
  const askAfter = async (question: string, script: string) => {
    const fresh = shownOf(await world.search(question))
    settled.set(question, fresh)
    const found = await world.look(question)
    if (found.kind !== 'miss') {
      counts.hits++
      expect(found.entry.answer.answer, script).toBe(fresh)
      return
    }
    expect(['stale', 'no_vector'], script).toContain(found.reason)
    if (found.reason === 'stale') {
      counts.stale++
      expect(answered.get(keyOf(question)), script).not.toBe(fresh)
    }
    await answerAfresh(question)
  }
  const changes: Record<string, (round: number) => Promise<unknown>> = {
    write: async (round) => {
      write(round)
      await library.add([files], collection.id, never)
    },
    remove: async () => {
      const { items } = library.documents({
        collectionId: collection.id,
        search: '',
        state: null,
        offset: 0,
        limit: 99,
      })
      const gone = items.length > 0 ? pick(items) : null
      if (!gone) return
      rmSync(gone.path)
      library.removeDocuments([gone.id])
    },
    elsewhere: async (round) => {
      const file = join(files, '..', 'elsewhere.txt')
      writeFileSync(file, `The ${pick(subjects)} is elsewhere ${round}.`)
      await library.add([file], other.id, never)
    },
    embedder: async (round) =>
      world.models.select(new FakeEmbedder(round % 2 ? 'two' : 'one', round % 2 ? 48 : 64)),
    lostVectors: async () => {
      world.vectors.lose()
      world.vectors.setState({ state: 'down', reason: 'gone' } as never)
      world.vectors.setState({ state: 'ready' })
    },
  }
  for (let round = 0; round < SCRIPTS; round++) {
    const kind =
      round < 12
        ? 'write'
        : pick(['write', 'write', 'write', 'remove', 'remove', 'elsewhere', 'embedder', 'lostVectors'])
    await changes[kind]?.(round)
    const script = `${kind} in round ${round}`
    await askDuring(pick(questions), kind, script)
    await askDuring(pick(questions), kind, script)
    await world.settle()
    for (const question of questions) await askAfter(question, script)
  }
  expect(counts.hits).toBeGreaterThan((SCRIPTS * questions.length) / 2)
  expect(cache.stats().invalidations).toBeGreaterThan(50)
  expect(counts.during).toBeGreaterThan(20)
}, 60_000)
