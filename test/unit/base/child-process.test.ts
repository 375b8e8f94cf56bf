import { execFileSync, type ForkOptions, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Child, type ChildExit, NodeChild } from '../../../src-main/base/child-process.ts'
import type { Event } from '../../../src-main/base/emitter.ts'
import type { Order } from './obedient-child.ts'

const program = fileURLToPath(new URL('obedient-child.ts', import.meta.url))

function start(options: ForkOptions = {}) {
  const forked = fork(program, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    ...options,
  })
  const child = new NodeChild(forked)
  const exits: ChildExit[] = []
  child.onExit((exit) => exits.push(exit))
  onTestFinished(() => {
    child.kill()
    return child.dispose()
  })
  return { child, forked, exits, exit: next(child.onExit), tell: (order: Order) => child.send(order) }
}

function next<T>(event: Event<T>, isIt: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      if (!isIt(value)) return
      void subscription.dispose()
      resolve(value)
    })
  })
}

const isReady = (child: Child) => next(child.onMessage, (message) => message === 'ready')

describe('a child', () => {
  test('takes what it is sent before it runs, and sends structured values back', async () => {
    const { child, tell } = start()
    const value = { floats: new Float32Array([0.5, -1]), at: new Date(0), none: undefined }
    const answer = next(child.onMessage, (message) => message !== 'ready')
    tell({ echo: value })
    expect(await answer).toEqual(value)
  })

  test('gives its output by lines, from stdout and stderr, the unfinished last one too', async () => {
    const { child, exit, tell } = start()
    const lines: string[] = []
    const unfinished = next(child.onOutput, (line) => line === 'third')
    const failure = next(child.onOutput, (line) => line === 'a warning')
    child.onOutput((line) => lines.push(line))
    tell({ print: 'first\nsec', to: 'stdout' })
    tell({ print: 'ond\nthird', to: 'stdout' })
    tell({ print: 'a warning\n', to: 'stderr' })
    await failure
    tell({ exit: 0 })
    await Promise.all([exit, unfinished])
    expect(lines.filter((line) => line !== 'a warning')).toEqual(['first', 'second', 'third'])
  })

  test('tells the code with which it ends', async () => {
    const { child, exit, tell } = start()
    tell({ exit: 7 })
    expect(await exit).toEqual({ code: 7, signal: null })
    await child.dispose()
  })

  test.each(['SIGTERM', 'SIGKILL'] as const)('tells the signal %s that ended it', async (signal) => {
    const { child, exit } = start()
    await isReady(child)
    child.kill(signal)
    expect(await exit).toEqual({ code: null, signal })
  })

  test('takes no more messages once it is dead, and nothing fails', async () => {
    const { child, exit, exits, tell } = start()
    await isReady(child)
    const lines: string[] = []
    child.onOutput((line) => lines.push(line))
    // Dead, while this process has not yet had a turn to hear of it.
    do child.kill()
    while (!isDead(child))
    for (let n = 0; n < 3; n++) tell({ echo: n })
    await exit
    tell({ echo: 'after its end' })
    child.kill()
    await new Promise(setImmediate)
    expect({ lines, exits }).toEqual({ lines: [], exits: [{ code: null, signal: 'SIGKILL' }] })
  })
})

test('a failure of a child that runs is told, and is not its end', async () => {
  const { child, forked, exits, tell } = start()
  await isReady(child)
  const line = next(child.onOutput)
  forked.emit('error', new Error('kill EPERM'))
  expect(await line).toBe('Error: kill EPERM')
  const answer = next(child.onMessage)
  tell({ echo: 'still here' })
  expect(await answer).toBe('still here')
  expect(exits).toEqual([])
})

describe('a child that could not be started', () => {
  test('ends once, says why, and takes what is sent to it', async () => {
    const { child, forked, exit, exits, tell } = start({ execPath: '/nowhere/node' })
    const lines: string[] = []
    child.onOutput((line) => lines.push(line))
    for (let n = 0; n < 3; n++) tell({ echo: n })
    expect(await exit).toEqual({ code: null, signal: null })
    await new Promise(setImmediate)
    expect(lines).toEqual([expect.stringContaining('ENOENT')])
    // Node's documentation: after an error, it may or may not tell of an exit.
    forked.emit('exit', -2, null)
    expect(exits).toHaveLength(1)
    expect(child.pid).toBeUndefined()
  })

  test('is disposed, before and after its failure is known', async () => {
    const { child, exit } = start({ execPath: '/nowhere/node' })
    await child.dispose()
    await exit
    await child.dispose()
  })
})

describe('disposing', () => {
  test('asks the child to end, and settles when it is gone', async () => {
    const { child, exits } = start()
    await isReady(child)
    useFakeTimers()
    await child.dispose()
    expect(exits).toEqual([{ code: null, signal: 'SIGTERM' }])
    expect(vi.getTimerCount()).toBe(0)
    expect(isDead(child)).toBe(true)
  })

  test('kills one that does not end after 3 s, and not before', async () => {
    const { child, exits, tell } = start()
    const isDeaf = next(child.onMessage, (message) => message === 'done')
    tell({ ignore: 'SIGTERM' })
    await isDeaf
    useFakeTimers()
    const ignored = next(child.onMessage, (message) => message === 'ignored SIGTERM')
    const gone = child.dispose()
    await ignored
    vi.advanceTimersByTime(2_999)
    const answer = next(child.onMessage)
    tell({ echo: 'still here' })
    expect(await answer).toBe('still here')
    vi.advanceTimersByTime(1)
    await gone
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }])
  })

  test('twice asks once, and both settle', async () => {
    const { child } = start()
    await isReady(child)
    const kill = vi.spyOn(child, 'kill')
    await Promise.all([child.dispose(), child.dispose()])
    expect(kill.mock.calls).toEqual([['SIGTERM']])
  })
})

function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

/** Also where the system still keeps its entry for us to read. */
function isDead({ pid }: Child): boolean {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z')
  } catch {
    return true
  }
}
