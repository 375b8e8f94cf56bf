import { describe, expect, test } from 'vitest'
import { QuietTime } from '../../../src-main/base/quiet-time.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const never = () => new AbortController().signal

function setUp() {
  const clock = new ManualClock()
  return { clock, quiet: new QuietTime(clock) }
}

/** Lets what is resolved already be told. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

/** Work that ends when it is told to, or is aborted. */
function openWork() {
  const seen: { signal: AbortSignal | null; finish: (value: string) => void } = {
    signal: null,
    finish: () => {},
  }
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      seen.signal = signal
      seen.finish = resolve
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  return { seen, work }
}

describe('quiet time', () => {
  test('work begins only when nothing has happened for two seconds', async () => {
    const { clock, quiet } = setUp()
    const { seen, work } = openWork()
    const question = quiet.begin('question')
    void quiet.run(work, never())
    clock.advance(60_000)
    await settle()
    expect(seen.signal).toBeNull()
    void question.dispose()
    clock.advance(1_999)
    await settle()
    expect(seen.signal).toBeNull()
    clock.advance(1)
    await settle()
    expect(seen.signal).not.toBeNull()
  })

  test('work is aborted by a question, and told so as no failure', async () => {
    const { clock, quiet } = setUp()
    const { seen, work } = openWork()
    const running = quiet.run(work, never())
    clock.advance(2_000)
    await settle()
    quiet.begin('question')
    expect(await running).toEqual({ interrupted: 'question' })
    expect(seen.signal?.aborted).toBe(true)
  })

  test('work that waits behind other work leaves as soon as it is told to, and what comes then still waits', async () => {
    const { clock, quiet } = setUp()
    const [first, last] = [openWork(), openWork()]
    void quiet.run(first.work, never())
    clock.advance(2_000)
    await settle()
    const leaving = new AbortController()
    const second = quiet.run(async () => 'never done', leaving.signal)
    void quiet.run(last.work, never())
    leaving.abort(new Error('left'))
    await expect(second).rejects.toThrow('left')
    await settle()
    expect(last.seen.signal).toBeNull()
    first.seen.finish('done')
    await settle()
    expect(last.seen.signal).not.toBeNull()
  })

  test('a question that comes in the very moment of quiet goes first', async () => {
    const { clock, quiet } = setUp()
    const { seen, work } = openWork()
    void quiet.run(work, never())
    clock.advance(2_000)
    const question = quiet.begin('question')
    await settle()
    expect(seen.signal).toBeNull()
    void question.dispose()
    clock.advance(2_000)
    await settle()
    expect(seen.signal?.aborted).toBe(false)
  })

  test('a busy time disposed twice ends once', () => {
    const { quiet } = setUp()
    const first = quiet.begin('ingest')
    quiet.begin('ingest')
    void first.dispose()
    void first.dispose()
    expect(quiet.busyWith).toBe('ingest')
  })

  test('two works follow each other, also where the first one fails', async () => {
    const { clock, quiet } = setUp()
    const first = quiet.run(() => Promise.reject(new Error('no room')), never())
    const { seen, work } = openWork()
    const second = quiet.run(work, never())
    const failed = expect(first).rejects.toThrow('no room')
    clock.advance(2_000)
    await failed
    await settle()
    seen.finish('whole')
    expect(await second).toEqual({ done: 'whole' })
  })

  test('whoever gives up waiting is told at once, and holds up nobody', async () => {
    const { clock, quiet } = setUp()
    const leaving = new AbortController()
    const question = quiet.begin('question')
    const first = quiet.run(async () => 'first', leaving.signal)
    const second = quiet.run(async () => 'second', never())
    leaving.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    void question.dispose()
    clock.advance(2_000)
    expect(await second).toEqual({ done: 'second' })
  })
})

test('a timer that comes a moment early only waits once more', async () => {
  const clock = new ManualClock()
  let isFirst = true
  const quiet = new QuietTime({
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (ms, call) => {
      const early = isFirst ? 0.5 : 0
      isFirst = false
      return clock.after(ms - early, call)
    },
  })
  let isDone = false
  const work = async () => {
    isDone = true
  }
  void quiet.run(work, never())
  await settle()
  clock.advance(2_100)
  await settle()
  expect(isDone).toBe(true)
})
