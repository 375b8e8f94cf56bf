import { describe, expect, it } from 'vitest'
import { aBreaker, anOpenBreaker, fail, succeed } from './circuit-breaker-set-up.ts'

describe('the window', () => {
  it('opens by five failures in a row', async () => {
    const { breaker } = aBreaker()
    await fail(breaker, 4)
    expect(breaker.state).toBe('closed')
    await fail(breaker)
    expect(breaker.state).toBe('open')
  })

  it('opens by five failures among the last ten, whatever is between them', async () => {
    const { breaker } = aBreaker()
    for (let time = 0; time < 4; time++) {
      await fail(breaker)
      await succeed(breaker)
    }
    await succeed(breaker)
    expect(breaker.state).toBe('closed')
    await fail(breaker)
    expect(breaker.state).toBe('open')
    expect(breaker.snapshot().window).toEqual([
      ...[false, true, false, true, false],
      ...[true, false, true, true, false],
    ])
  })

  it('stays closed by five failures among fifteen that never were in one window', async () => {
    const { breaker } = aBreaker()
    await fail(breaker, 4)
    await succeed(breaker, 7)
    await fail(breaker)
    await succeed(breaker, 10)
    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot()).toMatchObject({ failures: 5, window: Array.from({ length: 10 }, () => true) })
    await fail(breaker, 4)
    expect(breaker.state).toBe('closed')
  })

  it('stays closed by four failures among ten', async () => {
    const { breaker } = aBreaker()
    for (let round = 0; round < 5; round++) {
      await fail(breaker, 4)
      await succeed(breaker, 6)
    }
    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot().failures).toBe(20)
  })

  it('forgets what led to an opening when it closes', async () => {
    const { breaker, clock } = await anOpenBreaker()
    clock.advance(30_000)
    await succeed(breaker, 2)
    await fail(breaker, 4)
    expect(breaker.state).toBe('closed')
    await fail(breaker)
    expect(breaker.state).toBe('open')
  })
})
