import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Counted, Told } from '../fakes/experiment-process.ts'

const KILLS = 20
const none: Counted = { state: 'none', lookups: 0, hits: 0, compared: 0, waiting: 0 }

/** One life, killed `ms` after its start was told. @returns how it began, and the last that it told */
async function life(folder: string, ms: number): Promise<{ started: Counted; last: Counted }> {
  const child = fork(resolve(import.meta.dirname, '../fakes/experiment-process.ts'), [folder], {
    execArgv: [],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let last = none
  const started = await new Promise<Counted>((done, fail) => {
    child.on('message', ({ started: found, counted }: Told) => {
      if (counted) last = counted
      if (!found) return
      last = found
      done(found)
    })
    child.once('exit', (code) => fail(new Error(`ended with ${code} before it had started`)))
  })
  await wait(ms)
  const closed = new Promise((done) => child.once('close', done))
  child.kill('SIGKILL')
  await closed
  return { started, last }
}

test('an experiment that is killed goes on where it was: nothing told is lost, nothing is counted twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-experiment-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  let before = none
  for (let kill = 0; kill < KILLS; kill++) {
    const { started, last } = await life(folder, 5 + ((kill * 13) % 60))
    if (kill > 0) expect(started.state).toBe('running')
    const queued = ({ compared, waiting }: Counted) => compared + waiting
    expect(started.hits).toBe(started.lookups)
    expect(started.lookups).toBeGreaterThanOrEqual(before.lookups)
    expect(started.compared).toBeGreaterThanOrEqual(before.compared)
    // What is counted together is written together: each that was looked up is either compared or waits.
    expect(queued(started)).toBe(started.lookups)
    before = last
  }
  expect(before.lookups).toBeGreaterThan(KILLS)
})
