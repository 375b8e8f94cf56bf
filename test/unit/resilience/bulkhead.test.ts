import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { Bulkhead, type Priority, type Slot } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const never = new AbortController().signal
let clock: ManualClock

beforeEach(() => {
  clock = new ManualClock()
})

const bulkhead = (options: { limit?: number; maxQueued?: number } = {}) =>
  new Bulkhead({ clock, limit: 1, acquireTimeoutMs: 1_000, ...options })

/** Lets promises that have settled tell so. */
const settle = () => new Promise(setImmediate)

/** Each waits in its turn; the returned list tells in which order they were served, each giving its slot back. */
async function served(one: Bulkhead, callers: readonly Priority[]): Promise<readonly string[]> {
  const first = await one.acquire('person', never)
  const order: string[] = []
  const waits = callers.map(async (priority, index) => {
    const slot = await one.acquire(priority, never)
    order.push(`${priority[0]}${index}`)
    slot.dispose()
  })
  first.dispose()
  await Promise.all(waits)
  return order
}

describe('slots', () => {
  it('are given at once while there are some', async () => {
    const one = bulkhead({ limit: 2 })
    const slots = [await one.acquire('person', never), await one.acquire('background', never)]
    expect(slots.map(({ waitedMs }) => waitedMs)).toEqual([0, 0])
    expect(one.inUse).toBe(2)
    expect(one.tryAcquire()).toBeNull()
  })

  it('that come back go to whoever waits, which has waited so long', async () => {
    const one = bulkhead()
    const first = await one.acquire('person', never)
    const second = one.acquire('person', never)
    clock.advance(250)
    first.dispose()
    expect((await second).waitedMs).toBe(250)
    expect([one.inUse, one.queued, clock.pending]).toEqual([1, 0, 0])
  })

  it('given back twice count once', async () => {
    const one = bulkhead({ limit: 2 })
    const first = await one.acquire('person', never)
    await one.acquire('person', never)
    first.dispose()
    first.dispose()
    expect(one.inUse).toBe(1)
  })

  it('of a raised limit go to those that wait, at once', async () => {
    const one = bulkhead()
    await one.acquire('person', never)
    const waiting = [one.acquire('person', never), one.acquire('person', never)]
    one.limit = 3
    await Promise.all(waiting)
    expect(one.inUse).toBe(3)
  })

  it('of a lowered limit are not taken away, but not given out again either', async () => {
    const one = bulkhead({ limit: 2 })
    const slots = [await one.acquire('person', never), await one.acquire('person', never)]
    one.limit = 1
    let next: Slot | undefined
    void one.acquire('person', never).then((slot) => {
      next = slot
    })
    slots[0]?.dispose()
    await settle()
    expect(next).toBeUndefined()
    slots[1]?.dispose()
    await settle()
    expect(next).toBeDefined()
  })

  it.each([0, -1, 1.5, Number.NaN])('cannot be %d', (limit) => {
    expect(() => bulkhead({ limit })).toThrow(RangeError)
    expect(() => {
      bulkhead().limit = limit
    }).toThrow(RangeError)
  })
})

describe('the queue', () => {
  it('is first come, first served among equals', async () => {
    expect(await served(bulkhead(), ['person', 'person', 'person'])).toEqual(['p0', 'p1', 'p2'])
    expect(await served(bulkhead(), ['background', 'background'])).toEqual(['b0', 'b1'])
  })

  it('serves persons before the background, whoever came first', async () => {
    expect(await served(bulkhead(), ['background', 'person', 'person'])).toEqual(['p1', 'p2', 'b0'])
  })

  it('lets one of the background go after every four persons, so that it does not starve', async () => {
    const callers: readonly Priority[] = ['background', 'background', ...Array<Priority>(10).fill('person')]
    expect(await served(bulkhead(), callers)).toEqual([
      ...['p2', 'p3', 'p4', 'p5', 'b0'],
      ...['p6', 'p7', 'p8', 'p9', 'b1'],
      ...['p10', 'p11'],
    ])
  })

  it('counts only persons that went before somebody of the background', async () => {
    const one = bulkhead()
    await served(one, ['person', 'person', 'person', 'person', 'person'])
    expect(await served(one, ['background', 'person'])).toEqual(['p1', 'b0'])
  })

  it('is bounded: the caller after the last place is refused at once', async () => {
    const one = bulkhead({ maxQueued: 1 })
    await one.acquire('person', never)
    void one.acquire('background', never)
    await expect(one.acquire('person', never)).rejects.toMatchObject({ code: 'POOL_FULL' })
    expect(one.queued).toBe(1)
  })
})

describe('a caller that waits', () => {
  it('is told at once when its signal is aborted, and leaves nothing behind', async () => {
    const one = bulkhead()
    const first = await one.acquire('person', never)
    const caller = new AbortController()
    const waiting = expect(one.acquire('person', caller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    await settle()
    caller.abort()
    await waiting
    expect([one.queued, clock.pending]).toEqual([0, 0])
    first.dispose()
    expect(one.inUse).toBe(0)
  })

  it('does not even begin to wait where it is aborted before, nor take a free slot', async () => {
    const one = bulkhead()
    await expect(one.acquire('person', AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(one.inUse).toBe(0)
  })

  it('is refused after the longest wait, and its place goes to the next', async () => {
    const one = bulkhead()
    const first = await one.acquire('person', never)
    const late = expect(one.acquire('person', never)).rejects.toMatchObject({
      code: 'POOL_TIMEOUT',
      data: { afterMs: 1_000 },
    })
    clock.advance(999)
    const next = one.acquire('person', never)
    clock.advance(1)
    await late
    first.dispose()
    expect((await next).waitedMs).toBe(1)
  })

  it('with all others of its group is refused by a flush; the others go on waiting', async () => {
    const one = bulkhead()
    const first = await one.acquire('person', never)
    const error = new AppError('CIRCUIT_OPEN')
    const refused = [one.acquire('person', never, 'embed'), one.acquire('background', never, 'embed')]
    const kept = one.acquire('person', never, 'chat')
    one.flush(error, 'embed')
    for (const wait of refused) await expect(wait).rejects.toBe(error)
    first.dispose()
    await kept
    expect(one.inUse).toBe(1)
  })

  it('is refused at the end, as is whoever comes later; slots that are out may still come back', async () => {
    const one = bulkhead()
    const first = await one.acquire('person', never)
    const waiting = one.acquire('person', never)
    one.dispose()
    await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    first.dispose()
    await expect(one.acquire('person', never)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    expect([one.inUse, one.tryAcquire(), clock.pending]).toEqual([0, null, 0])
  })
})
