import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { Emitter } from '../../../src-main/base/emitter.ts'
import { Retry, type RetryOptions } from '../../../src-main/resilience/retry.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const away = (message = 'away') => new AppError('MODEL_UNAVAILABLE', { message })
const busy = (retryAfter: number) => new AppError('MODEL_BUSY', { data: { status: 503, retryAfter } })

let clock: ManualClock
let permit: { isCurrent: boolean; release(): void }
let transition: Emitter<void>
let caller: AbortController
/** When each attempt was made, in milliseconds. */
let attempts: number[]

beforeEach(() => {
  clock = new ManualClock()
  permit = { isCurrent: true, release: () => undefined }
  transition = new Emitter()
  caller = new AbortController()
  attempts = []
})

afterEach(() => {
  expect(clock.pending).toBe(0)
})

const call = (deadlineMs = 120_000) => ({
  permit,
  onTransition: transition.event,
  signal: caller.signal,
  deadlineMs,
})

const retryWith = (options: Partial<RetryOptions> = {}) => new Retry({ clock, random: () => 0.5, ...options })

/** Throws each in turn, then answers 'good'. */
function attempt(...errors: readonly Error[]): () => Promise<string> {
  return async () => {
    const error = errors[attempts.push(clock.monotonic()) - 1]
    if (error) throw error
    return 'good'
  }
}

/** Lets what is under way come to its next wait. */
const turn = () => new Promise(setImmediate)

async function pass(ms: number): Promise<void> {
  await turn()
  clock.advance(ms)
  await turn()
}

describe('a call that fails', () => {
  it('is made again after half of 200 and half of 400 ms, and answers', async () => {
    const answer = retryWith().execute(attempt(away(), away()), call())
    await pass(99)
    expect(attempts).toEqual([0])
    await pass(1)
    expect(attempts).toEqual([0, 100])
    await pass(200)
    expect(attempts).toEqual([0, 100, 300])
    expect(await answer).toBe('good')
  })

  it('three times ends with what the last attempt threw', async () => {
    const answer = expect(
      retryWith().execute(attempt(away('one'), away('two'), away('three')), call()),
    ).rejects.toThrow('three')
    await pass(1_000)
    await pass(1_000)
    await answer
    expect(attempts).toHaveLength(3)
  })

  it('in a way that does not pass is not made again', async () => {
    const answer = retryWith().execute(attempt(new AppError('MODEL_NOT_FOUND')), call())
    await expect(answer).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect(attempts).toHaveLength(1)
  })

  it('waits for as long as the server asked for, and a little longer', async () => {
    const answer = retryWith().execute(attempt(busy(7)), call())
    await pass(7_099)
    expect(attempts).toHaveLength(1)
    await pass(1)
    expect(attempts).toEqual([0, 7_100])
    expect(await answer).toBe('good')
  })

  it('does not wait for what would not fit before its deadline', async () => {
    const answer = retryWith().execute(attempt(busy(60)), call(60_000))
    await expect(answer).rejects.toMatchObject({ code: 'MODEL_BUSY' })
    expect(clock.pending).toBe(0)
  })

  it('is not made again past its deadline, however long its attempts took', async () => {
    const slow = async () => {
      attempts.push(clock.monotonic())
      clock.advance(700)
      throw away()
    }
    const answer = expect(retryWith().execute(slow, call(1_000))).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    })
    await pass(100)
    await answer
    expect(attempts).toEqual([0, 800])
  })

  it('is not made again where the budget is used up', async () => {
    const retry = retryWith({ budget: { floor: 1 } })
    const first = retry.execute(attempt(away()), call())
    await pass(1_000)
    expect(await first).toBe('good')
    await expect(retry.execute(async () => Promise.reject(away()), call())).rejects.toThrow('away')
    expect(clock.pending).toBe(0)
  })
})

describe('a wait', () => {
  it('ends with the last error the moment the breaker changes its state', async () => {
    const answer = expect(retryWith().execute(attempt(busy(60)), call())).rejects.toMatchObject({
      code: 'MODEL_BUSY',
    })
    await turn()
    expect(clock.pending).toBe(1)
    permit.isCurrent = false
    transition.fire()
    await answer
    expect(attempts).toHaveLength(1)
  })

  it('is not begun where the breaker has changed its state during the attempt', async () => {
    const opening = async () => {
      attempts.push(clock.monotonic())
      permit.isCurrent = false
      throw away()
    }
    await expect(retryWith().execute(opening, call())).rejects.toThrow('away')
    expect(attempts).toHaveLength(1)
  })

  it('ends as cancelled the moment the caller aborts', async () => {
    const answer = expect(retryWith().execute(attempt(busy(60)), call())).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await turn()
    caller.abort()
    await answer
    expect(attempts).toHaveLength(1)
  })

  it('is not begun where the caller has aborted during the attempt', async () => {
    const aborting = async () => {
      caller.abort()
      throw away()
    }
    await expect(retryWith().execute(aborting, call())).rejects.toThrow('away')
  })
})

it('a retry that is turned away at the door leaves the error of before it', async () => {
  const errors = [away('the cause'), new AppError('CIRCUIT_OPEN')]
  const answer = expect(retryWith().execute(attempt(...errors), call())).rejects.toThrow('the cause')
  await pass(1_000)
  await answer
  expect(attempts).toHaveLength(2)
})

describe('a call that answers piece by piece', () => {
  /** Each attempt passes its pieces on, then throws where it ends with an error. */
  function pieces(...scripts: readonly (readonly (string | Error)[])[]) {
    return async function* () {
      for (const step of scripts[attempts.push(clock.monotonic()) - 1] ?? []) {
        if (typeof step !== 'string') throw step
        yield step
      }
    }
  }
  const isAnswer = (piece: string) => piece !== 'loading'

  async function collect(source: AsyncIterable<string>): Promise<readonly string[]> {
    const got: string[] = []
    try {
      for await (const piece of source) got.push(piece)
    } catch (error) {
      got.push((error as Error).message)
    }
    return got
  }

  it('is made again while nothing but signs of life have come', async () => {
    const scripts = pieces(['loading', away()], ['loading', 'A', 'B'])
    const got = collect(retryWith().stream(scripts, isAnswer, call()))
    await pass(1_000)
    expect(await got).toEqual(['loading', 'loading', 'A', 'B'])
  })

  it('is never made again once a piece of the answer was passed on', async () => {
    const got = collect(retryWith().stream(pieces(['A', away()], ['A', 'B']), isAnswer, call()))
    expect(await got).toEqual(['A', 'away'])
    expect(attempts).toHaveLength(1)
  })
})

it('names the setting that makes no sense', () => {
  expect(() => retryWith({ attempts: 0 })).toThrow(/attempts must be a whole number of 1 or more, got 0/)
})
