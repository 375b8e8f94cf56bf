import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Child, ChildExit } from '../../../src-main/base/child-process.ts'
import { Emitter } from '../../../src-main/base/emitter.ts'
import { Engine, type EngineState } from '../../../src-main/engine/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

class FakeChild implements Child {
  readonly pid = 1
  readonly message = new Emitter<unknown>()
  readonly output = new Emitter<string>()
  readonly exit = new Emitter<ChildExit>()
  readonly onMessage = this.message.event
  readonly onOutput = this.output.event
  readonly onExit = this.exit.event
  readonly sent: unknown[] = []
  hangs = false
  send(message: unknown): void {
    this.sent.push(message)
    const isPing = (message as { readonly type: unknown }).type === 'ping'
    if (isPing && !this.hangs) this.message.fire({ type: 'pong' })
  }
  kill(): void {
    this.exit.fire({ code: null, signal: 'SIGKILL' })
  }
  async dispose(): Promise<void> {
    this.exit.fire({ code: 0, signal: null })
  }
  listen(port = 1234): void {
    this.message.fire({ type: 'listening', port })
  }
}

const never = new AbortController().signal
let clock: ManualClock
let children: FakeChild[]
let engine: Engine
let states: EngineState[]

beforeEach(() => {
  clock = new ManualClock()
  children = []
  states = []
  engine = new Engine({
    launcher: {
      start() {
        const child = new FakeChild()
        children.push(child)
        return child
      },
    },
    clock,
    log: silentLog().scope('engine'),
    modelFolders: ['/models'],
    stateFolder: '/state',
  })
  engine.onState((state) => states.push(state))
})

afterEach(() => engine.dispose())

const last = () => children.at(-1) as FakeChild

it('is started by the first who needs it, and gives the secret to the child alone', async () => {
  expect(engine.state.state).toBe('stopped')
  const waiting = [engine.ready(never), engine.ready(never)]
  expect(children).toHaveLength(1)
  expect(last().sent).toEqual([
    expect.objectContaining({
      type: 'configure',
      modelFolders: ['/models'],
      secret: expect.stringMatching(/.{40}/),
    }),
  ])
  last().listen()
  const [address] = await Promise.all(waiting)
  expect(address).toEqual({
    origin: 'http://127.0.0.1:1234',
    secret: (last().sent[0] as { secret: string }).secret,
  })
  expect(states.map(({ state }) => state)).toEqual(['starting', 'ready'])
})

describe('when the child dies', () => {
  it('fails those who wait and those who come at once, with the reason', async () => {
    const waiting = engine.ready(never)
    last().output.fire('libgomp.so: cannot open')
    last().exit.fire({ code: 1, signal: null })
    await expect(waiting).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('libgomp'),
    })
    await expect(engine.ready(never)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(engine.state).toEqual({
      state: 'failed',
      error: 'its process ended (code 1): libgomp.so: cannot open',
    })
    expect(children).toHaveLength(1)
  })

  it('does not take a line of long ago for the reason', () => {
    engine.start()
    last().listen()
    last().output.fire('a warning')
    last().exit.fire({ code: null, signal: 'SIGKILL' })
    expect(engine.state.error).toBe('its process ended (SIGKILL)')
  })

  it('is started again after pauses that double from 0.5 s up to 30 s', () => {
    engine.start()
    const pauses: number[] = []
    for (let round = 0; round < 8; round++) {
      last().exit.fire({ code: null, signal: 'SIGSEGV' })
      pauses.push(clock.next ?? -1)
      clock.advance(clock.next ?? 0)
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(engine.state.error).toBeNull()
    expect(children).toHaveLength(9)
  })

  it('forgets earlier deaths after a minute of health', () => {
    engine.start()
    for (let round = 0; round < 3; round++) {
      last().exit.fire({ code: 1, signal: null })
      clock.advance(clock.next ?? 0)
    }
    last().listen()
    clock.advance(60_000)
    last().exit.fire({ code: 1, signal: null })
    expect(clock.next).toBe(500)
  })

  it('answers at a new address with a new secret', async () => {
    const before = engine.ready(never)
    last().listen(1)
    const old = await before
    last().exit.fire({ code: 1, signal: null })
    expect(engine.address).toBeNull()
    clock.advance(500)
    last().listen(2)
    const now = await engine.ready(never)
    expect(now.origin).toBe('http://127.0.0.1:2')
    expect(now.secret).not.toBe(old.secret)
  })
})

it('gives up on a child that never listens', () => {
  engine.start()
  clock.advance(20_000)
  expect(engine.state).toEqual({
    state: 'failed',
    error: expect.stringContaining('it did not start in time'),
  })
})

it('kills a child that does not answer any more, and starts another', () => {
  engine.start()
  last().listen()
  clock.advance(300_000)
  expect(engine.state.state).toBe('ready')
  last().hangs = true
  clock.advance(20_000)
  expect(children).toHaveLength(2)
  expect(states.find(({ state }) => state === 'failed')?.error).toContain('did not answer any more')
  last().listen()
  expect(engine.state.state).toBe('ready')
})

it('is restarted by hand at once, without counting it as a death', async () => {
  engine.start()
  last().exit.fire({ code: 1, signal: null })
  await engine.restart()
  expect(children).toHaveLength(2)
  last().listen()
  expect(engine.state.state).toBe('ready')
  await engine.restart()
  expect(children).toHaveLength(3)
  expect(engine.state.state).toBe('starting')
})

it('lets a caller stop waiting', async () => {
  const caller = new AbortController()
  const waiting = engine.ready(caller.signal)
  caller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

it('is over once disposed', async () => {
  const waiting = engine.ready(never)
  await engine.dispose()
  await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  await expect(engine.ready(never)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  await expect(engine.restart()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  expect(clock.pending).toBe(0)
  expect(children).toHaveLength(1)
})
