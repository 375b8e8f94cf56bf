import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { chromaTooLate } from '../../../src-main/chroma/chroma-error.ts'
import { GuardedVectorStore } from '../../../src-main/chroma/index.ts'
import { CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { wordVector } from '../../fakes/fake-models.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { vectorStoreSuite } from '../../fakes/vector-store-suite.ts'

/** Throws each of `errors` in turn, then is a store in memory. */
class FailingVectors extends MemoryVectors {
  readonly pid = 4711
  readonly errors: Error[] = []
  asked = 0

  override async count(collection: string): Promise<number | null> {
    this.asked++
    const error = this.errors.shift()
    if (error) throw error
    return super.count(collection)
  }
}

const never = new AbortController().signal
const away = new AppError('VECTOR_STORE_UNAVAILABLE')
let store: FailingVectors
let clock: ManualClock
let breaker: CircuitBreaker
let guarded: GuardedVectorStore

function build() {
  store = new FailingVectors()
  clock = new ManualClock()
  breaker = new CircuitBreaker({ name: 'chroma', clock })
  guarded = new GuardedVectorStore({ store, breaker, clock, random: () => 0.5 })
  return guarded
}

beforeEach(() => void build())

vectorStoreSuite('a guarded store', async () => ({ store: build(), close: async () => undefined }))

/** Its back-offs pass at once. */
async function count(): Promise<number | null> {
  const answer = guarded.count('own', never)
  let isSettled = false
  const settled = () => {
    isSettled = true
  }
  answer.then(settled, settled)
  while (!isSettled) {
    await new Promise(setImmediate)
    clock.advance(clock.next ?? 0)
  }
  return answer
}

describe('a guarded store', () => {
  it('asks again, and counts that once', async () => {
    store.errors.push(away, away)
    await guarded.upsert('own', [{ id: '1', vector: wordVector('lamp') }], never)
    expect(await count()).toBe(1)
    expect(breaker.totals).toMatchObject({ success: 2, failure: 0, neutral: 0 })
    expect(store.asked).toBe(3)
  })

  it('opens after five calls that failed with all their retries, and then asks nobody', async () => {
    for (let call = 0; call < 5; call++) {
      // Each with the budget of a minute of its own.
      clock.advance(61_000)
      store.errors.push(away, away, away)
      await expect(count()).rejects.toBe(away)
    }
    expect(breaker.state).toBe('open')
    await expect(count()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', data: { breaker: 'chroma' } })
    expect(store.asked).toBe(15)
  })

  it('does not wait twice for one that was too late, which is a failure', async () => {
    store.errors.push(chromaTooLate(5_000))
    await expect(count()).rejects.toMatchObject({
      code: 'VECTOR_STORE_UNAVAILABLE',
      message: 'The vector store did not answer within 5 s.',
    })
    expect(breaker.totals).toMatchObject({ failure: 1 })
    expect(store.asked).toBe(1)
  })

  it.each([{ state: 'starting' }, { state: 'down', reason: 'It hung.' }] as const)(
    'that is $state says so at once, asks nobody and counts nothing',
    async (state) => {
      store.setState(state)
      await expect(guarded.count('own', never)).rejects.toMatchObject({ code: 'VECTOR_STORE_UNAVAILABLE' })
      expect(store.asked).toBe(0)
      expect(breaker.snapshot()).toMatchObject({ total: 0, rejected: 0 })
    },
  )

  it('does not ask again a store that went down meanwhile', async () => {
    store.errors.push(away)
    const answer = expect(guarded.count('own', never)).rejects.toBe(away)
    store.setState({ state: 'down', reason: 'It ended.' })
    await answer
    expect(store.asked).toBe(1)
  })

  it('takes a full disk as no outcome: reading goes on', async () => {
    store.errors.push(new AppError('DISK_FULL'))
    await expect(count()).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(breaker.totals).toMatchObject({ neutral: 1, failure: 0 })
    expect(store.asked).toBe(1)
  })

  it('passes on what the store says of itself', () => {
    const seen: string[] = []
    guarded.onState(({ state }) => seen.push(state))
    store.setState({ state: 'down', reason: 'x' })
    expect(seen).toEqual(['down'])
    expect(guarded.state).toEqual({ state: 'down', reason: 'x' })
    expect(guarded.pid).toBe(4711)
  })
})
