import { fork } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { SqliteCacheStore } from '../../src-main/cache/index.ts'
import { type Database, openDatabase } from '../../src-main/storage/index.ts'
import { migrations } from '../../src-main/storage/migrations/index.ts'
import { seeded } from '../bench/seeded.ts'
import type { MigrationTold } from '../fakes/migrating-process.ts'
import { silentLog } from '../fakes/silent-log.ts'

const KILLS = 25
/** Times as many lives are tried at most until so many were killed before they had opened it. */
const MOST_LIVES = 8
const DOCUMENTS = 300
const ENTRIES = 50
const log = silentLog().scope('test')
/** With the tables that answers are kept in. */
const WITH_CACHE = 5

test.each([
  ['from before there was a cache', 3],
  ['with answers in it', WITH_CACHE],
])(
  `killed ${KILLS} times while it is brought up to date, a database ${'%s'} opens clean and has all that it had`,
  async (_what, version) => {
    const folder = mkdtempSync(join(tmpdir(), 'alcove-migration-kill-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const old = join(folder, 'old.db')
    await makeOld(old, version)
    const random = seeded(version)
    // The first is left alone: it tells how long there is to kill the others in.
    let openedInMs = (await openOnce(old, join(folder, 'first.db'), version, null)) ?? 0
    let killed = 0
    for (let life = 0; life < KILLS * MOST_LIVES && killed < KILLS; life++) {
      const file = join(folder, `${life}.db`)
      const opened = await openOnce(old, file, version, random() * openedInMs)
      if (opened === null) killed++
      else openedInMs = opened
    }
    expect(killed).toBe(KILLS)
  },
  180_000,
)

/** A kill that comes too late finds nothing to interrupt; what it leaves must be whole all the same. */
async function openOnce(
  old: string,
  file: string,
  version: number,
  afterMs: number | null,
): Promise<number | null> {
  copyFileSync(old, file)
  const opened = await openAndKill(file, afterMs)
  await expectWhole(file, version)
  return opened
}

async function makeOld(file: string, version: number): Promise<void> {
  const database = openDatabase({ file, log, migrations: migrations.slice(0, version) })
  database.exec(`INSERT INTO collection (id, name, created_at) VALUES ('c', 'C', 0)`)
  database.transaction(() => {
    for (let n = 0; n < DOCUMENTS; n++) {
      database
        .prepare(
          `INSERT INTO document (id, collection_id, path, title, format, added_at, revision)
           VALUES (?, 'c', ?, '', 'txt', 0, 1)`,
        )
        .run(`d${n}`, `/${n}`)
      database
        .prepare(
          `INSERT INTO chunk (document_id, ordinal, start_offset, end_offset, tokens, text_hash, text)
           VALUES (?, 0, 0, 1, 1, x'00', ?)`,
        )
        .run(`d${n}`, `Thing ${n}. ${'It is in its place. '.repeat(60)}`)
    }
  })
  if (version >= WITH_CACHE) await keepAnswers(database)
  database.dispose()
}

async function keepAnswers(database: Database): Promise<void> {
  const store = new SqliteCacheStore(database)
  for (let n = 0; n < ENTRIES; n++) {
    const question = `Where is thing ${n}?`
    await store.insert(
      {
        ...{
          partition: 'p',
          question,
          vector: Float32Array.of(1, 0),
          passages: 'h',
          documents: [[`d${n}`, 1]],
        },
        scope: { collectionId: 'c', chatModel: 'm', embedder: 'e', k: 1, isFollowUp: false },
        search: { question, collectionId: 'c', k: 1, tokenBudget: 9 },
        answer: {
          ...{ answer: `Thing ${n} is in its place.`, citations: [], sources: [], degradations: [] },
          ...{ model: 'm', condensed: null, tookMs: 1 },
        },
        ...{ corpus: null, newestChunk: n, createdAt: n, used: n },
      },
      [],
    )
  }
}

/** Milliseconds that it took to open; null where the kill came before it had. */
async function openAndKill(file: string, afterMs: number | null): Promise<number | null> {
  const child = fork(resolve(import.meta.dirname, '../fakes/migrating-process.ts'), [file], { execArgv: [] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const gone = new Promise((done) => child.once('close', done))
  const opened = await new Promise<number | null>((done, fail) => {
    child.once('exit', () => done(null))
    child.once('error', fail)
    child.on('message', (told: MigrationTold) => {
      if (told !== 'opening') done(told.openedInMs)
      else if (afterMs !== null) void wait(afterMs).then(() => child.kill('SIGKILL'))
    })
  })
  child.kill('SIGKILL')
  await gone
  return opened
}

async function expectWhole(file: string, version: number): Promise<void> {
  // Checks the whole file, and goes on where the kill came.
  const database = openDatabase({ file, log })
  try {
    const { n } =
      database.prepare<{ n: number }>('SELECT count(*) AS n FROM chunk WHERE length(text) > 1000').get() ?? {}
    expect(n).toBe(DOCUMENTS)
    const found = database.prepare(`SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH '"299"'`).all()
    expect(found).toHaveLength(1)
    const { entries, corrupt } = await new SqliteCacheStore(database).page(0, 1_000)
    expect(corrupt).toBe(0)
    expect(entries.map(({ question }) => question)).toEqual(
      Array.from({ length: version >= WITH_CACHE ? ENTRIES : 0 }, (_, at) => `Where is thing ${at}?`),
    )
    const store = new SqliteCacheStore(database)
    for (const { id } of entries) expect(await store.answer(id)).not.toBeNull()
  } finally {
    database.dispose()
  }
}
