import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { seeded } from '../bench/seeded.ts'
import type { Told } from '../fakes/cache-process.ts'

/** Each time. Beside those of cache-kill-migration.test.ts: more than a hundred. */
const KILLS = 20
/** So many entries never are: the index stays a scan. */
const NO_GRAPH = 1_000_000
const DOCUMENTS = 5

/** What must be served after the kill: what was acknowledged and speaks of documents as they are. */
class Ledger {
  readonly #kept = new Map<string, string>()
  readonly wrong: string[] = []
  starts: NonNullable<Told['started']>[] = []
  readonly lost: string[] = []
  /** What the index was when asked, in the order of time. */
  readonly indexes: NonNullable<Told['index']>[] = []
  acknowledged = 0
  changes = 0

  read({ kept, changed, wrong, started, index }: Told): void {
    if (index) this.indexes.push(index)
    if (kept) {
      this.#kept.set(...kept)
      this.acknowledged++
    }
    if (changed) this.changes++
    if (wrong !== undefined) this.wrong.push(wrong)
    if (started) {
      this.starts.push(started)
      // Now: the messages behind this one tell of what it does next.
      this.lost.push(...this.#missing(started))
    }
  }

  /** That a document had changed may have been done and not told. */
  #missing({ revisions, served }: NonNullable<Told['started']>): readonly string[] {
    return [...this.#kept.values()].filter((answer) => {
      const [, thing, revision] = /(\d+) by revision (\d+)/.exec(answer) ?? []
      const isRight = Number(revision) === revisions[Number(thing) % DOCUMENTS]
      return isRight && !served.includes(answer)
    })
  }
}

function start(args: readonly (string | number)[], ledger: Ledger): ChildProcess {
  const child = fork(resolve(import.meta.dirname, '../fakes/cache-process.ts'), args.map(String), {
    execArgv: [],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.on('message', (told) => ledger.read(told as Told))
  return child
}

function hasStarted(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    child.on('message', (told: Told) => {
      if (told.started) done()
    })
    child.once('exit', (code) => fail(new Error(`ended with ${code} before it had started`)))
  })
}

/** Each life begins by asking all questions, and ends in the middle of something. */
async function killOften(size: number, graphAbove = NO_GRAPH): Promise<Ledger> {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-cache-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const ledger = new Ledger()
  const random = seeded(size)
  for (let life = 0; life <= KILLS; life++) {
    const child = start([folder, size, life, graphAbove], ledger)
    const gone = new Promise((done) => child.once('close', done))
    await hasStarted(child)
    if (life < KILLS) await wait(random() * 120)
    child.kill('SIGKILL')
    await gone
  }
  return ledger
}

test(`killed ${KILLS} times, a cache loses nothing that it acknowledged and serves nothing of before a change`, async () => {
  const ledger = await killOften(10_000)
  expect(ledger.lost).toEqual([])
  expect(ledger.wrong).toEqual([])
  expect(ledger.starts.every(({ corrupt }) => corrupt === 0)).toBe(true)
  expect(ledger.acknowledged).toBeGreaterThan(200)
  expect(ledger.changes).toBeGreaterThan(20)
}, 240_000)

test(`killed ${KILLS} times while it evicts, a cache has no more than it may and serves nothing wrong`, async () => {
  const ledger = await killOften(15)
  expect(ledger.wrong).toEqual([])
  expect(ledger.starts.every(({ size, corrupt }) => size <= 15 && corrupt === 0)).toBe(true)
  expect(ledger.starts.some(({ size }) => size > 10)).toBe(true)
  expect(ledger.acknowledged).toBeGreaterThan(200)
}, 240_000)

test(`killed ${KILLS} times while its index becomes a graph and a scan again, a cache serves nothing wrong`, async () => {
  // As many as there are questions, most of the time: it is built, fed, and dropped when documents change.
  const ledger = await killOften(10_000, 30)
  expect(ledger.lost).toEqual([])
  expect(ledger.wrong).toEqual([])
  expect(ledger.starts.every(({ corrupt }) => corrupt === 0)).toBe(true)
  expect(ledger.acknowledged).toBeGreaterThan(200)
  expect(ledger.indexes).toContain('none')
  expect(ledger.indexes.some((index) => index === 'whole' || index === 'behind')).toBe(true)
}, 240_000)
