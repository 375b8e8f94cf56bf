import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { freePort } from '../../src-main/chroma/free-port.ts'
import { createVectorStore } from '../../src-main/chroma/index.ts'
import { wordVector } from '../fakes/fake-models.ts'
import { realChroma, whenReady, whenState } from '../fakes/real-chroma.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { vectorStoreSuite } from '../fakes/vector-store-suite.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const signal = AbortSignal.timeout(600_000)
const records = [{ id: '1', vector: wordVector('lamp') }]

async function started(...[options]: Parameters<typeof realChroma>) {
  const chroma = await realChroma(options)
  cleanups.push(() => chroma.close())
  await whenReady(chroma.store)
  return chroma
}

vectorStoreSuite('Chroma, the real server', async () => {
  const chroma = await realChroma()
  await whenReady(chroma.store)
  return { store: chroma.store, close: () => chroma.close() }
})

describe('our Chroma', () => {
  test('comes back with all it had when it is killed, and says so meanwhile', async () => {
    const { store } = await started()
    await store.upsert('own', records, signal)
    const isDown = whenState(store, 'down')
    process.kill(store.pid ?? 0, 'SIGKILL')
    await isDown
    await expect(store.count('own', signal)).rejects.toMatchObject({ code: 'VECTOR_STORE_UNAVAILABLE' })
    await whenReady(store)
    expect(await store.count('own', signal)).toBe(1)
  })

  test('is killed and started again when it hangs', async () => {
    const { store } = await started()
    await store.upsert('own', records, signal)
    const pid = store.pid ?? 0
    const isDown = whenState(store, 'down')
    process.kill(pid, 'SIGSTOP')
    await isDown
    await whenState(store, 'ready')
    expect(store.pid).not.toBe(pid)
    expect(await store.count('own', signal)).toBe(1)
  })

  test('is started again, empty, when its folder is deleted', async () => {
    const { store, folder } = await started()
    await store.upsert('own', records, signal)
    const isReadyAgain = whenState(store, 'down').then(() => whenReady(store))
    rmSync(folder, { recursive: true, force: true })
    await isReadyAgain
    expect(await store.count('own', signal)).toBe(null)
    await store.upsert('own', records, signal)
    expect(await store.count('own', signal)).toBe(1)
  })

  test('puts files aside that it cannot start with', async () => {
    const root = mkdtempSync(join(tmpdir(), 'alcove-broken-'))
    cleanups.push(() => rmSync(root, { recursive: true, force: true }))
    const folder = join(root, 'chroma')
    mkdirSync(folder)
    writeFileSync(join(folder, 'chroma.sqlite3'), 'this is no database, whatever its name says'.repeat(200))
    const { store } = await started({ folder })
    await store.upsert('own', records, signal)
    expect(await store.count('own', signal)).toBe(1)
    expect(readdirSync(root).filter((name) => name.startsWith('chroma.broken-'))).toHaveLength(1)
  })

  test('takes another port when somebody has the one it wanted', async () => {
    const squatter = createServer()
    const taken = await new Promise<number>((done) => {
      squatter.listen(0, '127.0.0.1', () => {
        const address = squatter.address()
        done(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    cleanups.push(() => void squatter.close())
    let asked = 0
    const { store, root } = await started({ port: async () => (asked++ === 0 ? taken : freePort()) })
    await store.upsert('own', records, signal)
    expect(asked).toBeGreaterThan(1)
    expect(readdirSync(root)).toEqual(['chroma'])
  })

  test('ends with its parent, however that ends', async () => {
    const root = mkdtempSync(join(tmpdir(), 'alcove-orphan-'))
    cleanups.push(() => rmSync(root, { recursive: true, force: true }))
    const parent = fork(resolve(import.meta.dirname, '../fakes/chroma-parent.ts'), [join(root, 'chroma')], {
      execArgv: [],
    })
    cleanups.push(() => void parent.kill('SIGKILL'))
    const pid = await firstMessage(parent)
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  })

  test('ends with the store, and a call after that fails as unavailable', async () => {
    const chroma = await realChroma()
    await whenReady(chroma.store)
    const pid = chroma.store.pid ?? 0
    await chroma.close()
    expect(isAlive(pid)).toBe(false)
    await expect(chroma.store.count('own', signal)).rejects.toMatchObject({
      code: 'VECTOR_STORE_UNAVAILABLE',
    })
  })
})

describe('a call', () => {
  test('ends at once when it is aborted, and does not call the store away for it', async () => {
    const { store } = await started()
    const many = Array.from({ length: 2_000 }, (_, n) => ({ id: String(n), vector: wordVector(`${n}`) }))
    const abort = new AbortController()
    const call = store.upsert('own', many, abort.signal)
    abort.abort()
    await expect(call).rejects.toThrow()
    expect(store.state.state).toBe('ready')
  })

  test('with a vector of another length is refused and not taken for an absent server', async () => {
    const { store } = await started()
    await store.upsert('own', records, signal)
    const wrong = [{ id: '2', vector: new Float32Array([1, 0]) }]
    await expect(store.upsert('own', wrong, signal)).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await store.count('own', signal)).toBe(1)
  })
})

describe("somebody's Chroma", () => {
  test('is used by CHROMA_URL and neither started nor stopped', async () => {
    const own = await started()
    const port = await portOf(own.log.tail.lines(100).map(({ data }) => data))
    const store = createVectorStore({
      config: { CHROMA_URL: `http://127.0.0.1:${port}` },
      launcher: nodeLauncher,
      clock: systemClock,
      log: silentLog().scope('chroma'),
      folder: join(own.root, 'not-used'),
    })
    await whenReady(store)
    await store.upsert('own', records, signal)
    expect(await own.store.count('own', signal)).toBe(1)
    await store.dispose()
    expect(existsSync(join(own.root, 'not-used'))).toBe(false)
    expect(await own.store.count('own', signal)).toBe(1)
  })
})

async function portOf(data: readonly (string | null)[]): Promise<number> {
  const line = data.find((text) => text?.includes('port'))
  return (JSON.parse(line ?? '{}') as { port: number }).port
}

function firstMessage(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    child.once('message', (message) => done(Number(message)))
    child.once('exit', (code) => fail(new Error(`ended with ${code}`)))
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
