import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ChromaClient } from 'chromadb'
import { afterEach, expect, test } from 'vitest'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { ChromaServer } from '../../src-main/chroma/index.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from '../fakes/silent-log.ts'

const KILLS = 24
const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

/** The same numbers every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test(`killed ${KILLS} times at any instant of adding, changing and removing, the library repairs itself`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'alcove-kill-'))
  cleanups.push(() => rmSync(root, { recursive: true, force: true }))
  const files = join(root, 'files')
  mkdirSync(files)
  const random = seeded(7)
  const present = new Map<string, string>()

  let kills = 0
  for (let round = 0; kills < KILLS; round++) {
    changeFiles(files, present, random, round)
    const child = run(root, files)
    const exit = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_, signal) => done(signal)))
    await message(child, 'started')
    await wait(random() * 900)
    child.kill('SIGKILL')
    // It may have come to its end before.
    if ((await exit) === 'SIGKILL') kills++
  }
  await message(run(root, files), 'settled')

  const database = openDatabase({ file: join(root, 'alcove.db'), log: silentLog().scope('database') })
  cleanups.push(() => void database.dispose())
  const rows = <Row>(sql: string) => database.prepare<Row>(sql).all()
  const texts = rows<{ path: string; text: string }>(
    `SELECT d.path, t.text FROM document d JOIN document_text t ON t.document_id = d.id AND t.revision = d.revision`,
  )
  expect(new Map(texts.map(({ path, text }) => [path.split('/').at(-1), text]))).toEqual(present)
  for (const table of ['ingest', 'retired_revision', 'vector_removal']) {
    expect(rows(`SELECT * FROM ${table}`), table).toEqual([])
  }
  const chunks = rows<{ id: number; text: string }>('SELECT id, text FROM chunk ORDER BY id')
  const paragraphs = [...present.values()].flatMap((text) => text.split('\n\n'))
  expect(chunks.map(({ text }) => text).sort()).toEqual(paragraphs.sort())
  expect(rows('SELECT DISTINCT text_hash FROM chunk')).toHaveLength(rows('SELECT * FROM embedding').length)
  expect(() =>
    database.exec("INSERT INTO chunk_fts (chunk_fts, rank) VALUES ('integrity-check', 1)"),
  ).not.toThrow()
  expect(await idsInChroma(join(root, 'chroma'))).toEqual([
    expect.any(String),
    chunks.map(({ id }) => String(id)),
  ])
}, 240_000)

/** Some are new, some have other text, some go. */
function changeFiles(files: string, present: Map<string, string>, random: () => number, round: number): void {
  for (let n = 0; n < 4; n++) {
    const name = `${Math.floor(random() * 14)}.txt`
    if (present.has(name) && random() < 0.3) {
      rmSync(join(files, name))
      present.delete(name)
      continue
    }
    const length = 1 + Math.floor(random() * 60)
    const text = Array.from({ length }, (_, at) =>
      random() < 0.3 ? `Common passage ${at}.` : `Passage ${at} of ${name} in round ${round}.`,
    ).join('\n\n')
    writeFileSync(join(files, name), text)
    present.set(name, text)
  }
}

function run(data: string, files: string): ChildProcess {
  const child = fork(resolve(import.meta.dirname, '../fakes/ingest-process.ts'), [data, files], {
    execArgv: [],
  })
  cleanups.push(() => void child.kill('SIGKILL'))
  return child
}

function message(child: ChildProcess, wanted: string): Promise<void> {
  return new Promise((done, fail) => {
    child.on('message', (said) => {
      if (said === wanted) done()
    })
    child.once('exit', (code) => fail(new Error(`ended with ${code} before it was ${wanted}`)))
  })
}

/** All collections that are there, and every id in them, sorted as numbers. */
async function idsInChroma(folder: string): Promise<readonly unknown[]> {
  const server = new ChromaServer({
    folder,
    launcher: nodeLauncher,
    clock: systemClock,
    log: silentLog().scope('chroma'),
  })
  const ready = new Promise<void>((done) => {
    server.onState(({ state }) => {
      if (state === 'ready') done()
    })
  })
  server.start()
  await ready
  const { host = '', port = 0 } = server.address ?? {}
  const client = new ChromaClient({ host, port, tenant: 'default_tenant', database: 'default_database' })
  const found: unknown[] = []
  for (const { name, id } of await client.listCollections()) {
    const { ids } = await client.collection(id).get({ include: [] })
    found.push(
      name,
      ids.sort((a, b) => Number(a) - Number(b)),
    )
  }
  await server.dispose()
  return found
}
