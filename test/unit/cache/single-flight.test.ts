import { expect, test } from 'vitest'
import { SingleFlight } from '../../../src-main/cache/index.ts'

/** A work whose events the test gives, and which tells whether it was aborted. */
function scripted() {
  const waiting: (() => void)[] = []
  const events: (string | Error | null)[] = []
  const work = {
    started: 0,
    signal: undefined as AbortSignal | undefined,
    async *start(signal: AbortSignal): AsyncGenerator<string> {
      work.started++
      work.signal = signal
      for (;;) {
        while (events.length === 0) {
          await new Promise<void>((done) => {
            waiting.push(done)
            signal.addEventListener('abort', () => done(), { once: true })
          })
          signal.throwIfAborted()
        }
        const event = events.shift()
        if (event instanceof Error) throw event
        if (event === null || event === undefined) return
        yield event
      }
    },
    give(...some: (string | Error | null)[]) {
      events.push(...some)
      for (const wake of waiting.splice(0)) wake()
    },
  }
  return work
}

async function all(events: AsyncIterable<string>): Promise<readonly string[]> {
  const heard: string[] = []
  for await (const event of events) heard.push(event)
  return heard
}

const never = new AbortController().signal

test('equal work is done once, and who joins late hears it from the beginning', async () => {
  const flights = new SingleFlight<string>()
  const work = scripted()
  const first = all(flights.run('a', work.start, never))
  work.give('one', 'two')
  await expect.poll(() => work.started).toBe(1)
  const second = all(flights.run('a', work.start, never))
  const other = scripted()
  const third = all(flights.run('b', other.start, never))
  expect(flights.size).toBe(2)
  work.give('three', null)
  other.give(null)
  expect(await first).toEqual(['one', 'two', 'three'])
  expect(await second).toEqual(['one', 'two', 'three'])
  expect(await third).toEqual([])
  expect([work.started, other.started, flights.size]).toEqual([1, 1, 0])
})

test('what is over is begun anew', async () => {
  const flights = new SingleFlight<string>()
  const work = scripted()
  work.give('one', null, 'two', null)
  expect(await all(flights.run('a', work.start, never))).toEqual(['one'])
  expect(await all(flights.run('a', work.start, never))).toEqual(['two'])
})

test("one caller's abort ends that caller alone, at once; that of the last one ends the work", async () => {
  const flights = new SingleFlight<string>()
  const work = scripted()
  const [leaves, stays] = [new AbortController(), new AbortController()]
  const left = all(flights.run('a', work.start, leaves.signal))
  const staying = all(flights.run('a', work.start, stays.signal))
  await expect.poll(() => work.started).toBe(1)
  leaves.abort(new Error('closed the window'))
  await expect(left).rejects.toThrow('closed the window')
  expect(work.signal?.aborted).toBe(false)
  work.give('one')
  stays.abort(new Error('left too'))
  await expect(staying).rejects.toThrow('left too')
  expect(work.signal?.aborted).toBe(true)
  expect(flights.size).toBe(0)
})

test('who stops listening without an abort has left as well', async () => {
  const flights = new SingleFlight<string>()
  const work = scripted()
  work.give('one', 'two')
  for await (const event of flights.run('a', work.start, never)) {
    expect(event).toBe('one')
    break
  }
  expect(work.signal?.aborted).toBe(true)
})

test('who asks while an abandoned work is being ended gets one of its own', async () => {
  const flights = new SingleFlight<string>()
  const [old, fresh] = [scripted(), scripted()]
  const abort = new AbortController()
  const left = all(flights.run('a', old.start, abort.signal))
  await expect.poll(() => old.started).toBe(1)
  abort.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  fresh.give('mine', null)
  expect(await all(flights.run('a', fresh.start, never))).toEqual(['mine'])
})

test('a failure is everybody’s, after what was said before it', async () => {
  const flights = new SingleFlight<string>()
  const work = scripted()
  const heard: string[] = []
  const listen = async () => {
    for await (const event of flights.run('a', work.start, never)) heard.push(event)
  }
  const both = [listen(), listen()]
  work.give('one', new Error('the model died'))
  for (const each of both) await expect(each).rejects.toThrow('the model died')
  expect(heard).toEqual(['one', 'one'])
  expect(flights.size).toBe(0)
})

test('one who is aborted before begins nothing', async () => {
  const flights = new SingleFlight<string>()
  const work = scripted()
  await expect(all(flights.run('a', work.start, AbortSignal.abort(new Error('left'))))).rejects.toThrow(
    'left',
  )
  expect(work.started).toBe(0)
})
