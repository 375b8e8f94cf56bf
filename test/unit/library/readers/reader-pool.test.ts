import { afterEach, describe, expect, it } from 'vitest'
import type { Child, ChildExit, ChildLauncher } from '../../../../src-main/base/child-process.ts'
import type { Clock } from '../../../../src-main/base/clock.ts'
import { toDisposable } from '../../../../src-main/base/disposable.ts'
import { Emitter } from '../../../../src-main/base/emitter.ts'
import { ReaderPool } from '../../../../src-main/library/readers/reader-pool.ts'
import type { ReaderAnswer, ReaderCall } from '../../../../src-main/library/readers/reader-protocol.ts'

class FakeChild implements Child {
  readonly pid = 1
  readonly message = new Emitter<unknown>()
  readonly exit = new Emitter<ChildExit>()
  readonly onMessage = this.message.event
  readonly onOutput = new Emitter<string>().event
  readonly onExit = this.exit.event
  readonly calls: ReaderCall[] = []
  isKilled = false
  isDisposed = false

  send(message: unknown): void {
    this.calls.push(message as ReaderCall)
  }
  kill(): void {
    this.isKilled = true
  }
  async dispose(): Promise<void> {
    this.isDisposed = true
  }
  say(answer: ReaderAnswer): void {
    this.message.fire(answer)
  }
  get lastId(): number {
    return this.calls.at(-1)?.id ?? -1
  }
  /** Answers the call it has with this text, in one chunk. */
  answer(text: string): void {
    const id = this.lastId
    const chunk = {
      ordinal: 0,
      start: 1,
      end: text.length,
      page: null,
      heading: null,
      tokens: 1,
      textHash: new Uint8Array(32),
    }
    this.say({ kind: 'text', id, part: text.slice(0, 2) })
    this.say({ kind: 'text', id, part: text.slice(2) })
    this.say({ kind: 'chunks', id, chunks: [chunk] })
    this.say({ kind: 'done', id, head: { title: 't', pages: [], contentHash: 'h', size: 1, modifiedAt: 2 } })
  }
}

function setUp(options: { size?: number } = {}) {
  const children: FakeChild[] = []
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  let now = 0
  const launcher: ChildLauncher = {
    start(entry) {
      expect(entry).toBe('reader-child')
      const child = new FakeChild()
      children.push(child)
      return child
    },
  }
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call }
      timers.add(timer)
      return toDisposable(() => void timers.delete(timer))
    },
  }
  const pass = (ms: number) => {
    now += ms
    for (const timer of [...timers]) {
      if (timer.at > now || !timers.delete(timer)) continue
      timer.call()
    }
  }
  const nothing = () => {}
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  const pool = new ReaderPool({
    launcher,
    log,
    clock,
    tokenizerFile: '/t.json',
    timeoutMs: 1_000,
    ...options,
  })
  const read = (path: string, signal = new AbortController().signal) => {
    const reading = pool.read({ path, format: 'txt', maxTokens: 256 }, signal)
    reading.catch(nothing)
    return reading
  }
  return { children, pool, read, pass }
}

/** Lets promises settle. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a pool of readers', () => {
  let current: ReturnType<typeof setUp> | undefined
  const start = (options?: { size?: number }) => {
    current = setUp(options)
    return current
  }
  afterEach(() => current?.pool.dispose())

  it('puts a document together from what the child sends', async () => {
    const { children, read } = start()
    const reading = read('a')
    await settled()
    children[0]?.answer('lamp')
    const document = await reading
    expect(document.text).toBe('lamp')
    expect(document.chunks.map(({ text }) => text)).toEqual(['amp'])
    expect(document).toMatchObject({ title: 't', contentHash: 'h', size: 1, modifiedAt: 2 })
  })

  it('reads one file at a time with one child, in the order they came', async () => {
    const { children, read } = start()
    const all = [read('a'), read('b'), read('c')]
    for (const text of ['first', 'second', 'third']) {
      await settled()
      children[0]?.answer(text)
    }
    expect((await Promise.all(all)).map(({ text }) => text)).toEqual(['first', 'second', 'third'])
    expect(children).toHaveLength(1)
    expect(children[0]?.calls.map(({ request }) => request.path)).toEqual(['a', 'b', 'c'])
  })

  it('passes the error of a file on and keeps the child', async () => {
    const { children, read } = start()
    const [bad, good] = [read('a'), read('b')]
    await settled()
    children[0]?.say({
      kind: 'failed',
      id: children[0].lastId,
      error: { code: 'FILE_EMPTY', message: 'Nothing in it.' },
    })
    await expect(bad).rejects.toMatchObject({ code: 'FILE_EMPTY', message: 'Nothing in it.' })
    await settled()
    children[0]?.answer('good')
    expect((await good).text).toBe('good')
    expect(children).toHaveLength(1)
  })

  it('gives a crash to the file that was being read, and the next file a new child', async () => {
    const { children, read } = start()
    const [bad, good] = [read('a'), read('b')]
    await settled()
    children[0]?.exit.fire({ code: null, signal: 'SIGSEGV' })
    await expect(bad).rejects.toMatchObject({ code: 'READER_CRASHED' })
    await settled()
    children[1]?.answer('good')
    expect((await good).text).toBe('good')
  })

  it('starts a new child after one that ended between files', async () => {
    const { children, read } = start()
    const first = read('a')
    await settled()
    children[0]?.answer('first')
    await first
    children[0]?.exit.fire({ code: 1, signal: null })
    const second = read('b')
    await settled()
    children[1]?.answer('second')
    expect((await second).text).toBe('second')
  })

  it('kills a child that takes too long, and says so of the file', async () => {
    const { children, read, pass } = start()
    const slow = read('a')
    await settled()
    pass(1_000)
    await expect(slow).rejects.toMatchObject({
      code: 'READER_CRASHED',
      message: expect.stringContaining('longer than 1 second'),
    })
    expect(children[0]?.isKilled).toBe(true)
  })

  it('kills the child when the caller gives up, and hears it no more', async () => {
    const { children, read } = start()
    const controller = new AbortController()
    const [given, next] = [read('a', controller.signal), read('b')]
    await settled()
    controller.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    expect(children[0]?.isKilled).toBe(true)
    await settled()
    children[0]?.answer('late')
    children[1]?.answer('next')
    expect((await next).text).toBe('next')
  })

  it('takes a file that is given up while it waits out of the row', async () => {
    const { children, read } = start()
    const controller = new AbortController()
    const [first, given, last] = [read('a'), read('b', controller.signal), read('c')]
    await settled()
    controller.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    for (const text of ['first', 'last']) {
      children[0]?.answer(text)
      await settled()
    }
    expect([(await first).text, (await last).text]).toEqual(['first', 'last'])
    expect(children[0]?.isKilled).toBe(false)
  })

  it('ends an idle child after half a minute and not before', async () => {
    const { children, read, pass } = start()
    const first = read('a')
    await settled()
    children[0]?.answer('first')
    await first
    pass(29_999)
    expect(children[0]?.isDisposed).toBe(false)
    pass(1)
    expect(children[0]?.isDisposed).toBe(true)
  })

  it('uses as many children as it may', async () => {
    const { children, read } = start({ size: 2 })
    for (const path of ['a', 'b', 'c']) read(path)
    await settled()
    expect(children.map(({ calls }) => calls.length)).toEqual([1, 1])
  })

  it('refuses everything once it is disposed, what is under way too', async () => {
    const { children, pool, read } = start()
    const [running, waiting] = [read('a'), read('b')]
    await settled()
    await pool.dispose()
    for (const reading of [running, waiting, read('c')]) {
      await expect(reading).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    }
    expect(children.map(({ isDisposed }) => isDisposed)).toEqual([true])
  })
})
