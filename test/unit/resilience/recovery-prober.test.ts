import { describe, expect, test } from 'vitest'
import { guardedParts, settled } from './guarded-parts.ts'

/** Moves time in steps so small that what follows a probe can happen between them. */
async function pass(parts: ReturnType<typeof guardedParts>, ms: number): Promise<void> {
  const step = 50
  for (let passed = 0; passed < ms; passed += step) {
    parts.clock.advance(Math.min(step, ms - passed))
    await settled()
  }
}

describe('while nobody calls', () => {
  test('a needed breaker closes by itself once its server is back', async () => {
    const parts = guardedParts()
    const { chat } = parts
    await chat.fail()
    await pass(parts, 29_950)
    expect(chat.calls).toBe(0)
    chat.isUp = true
    await pass(parts, 1_000)
    expect(chat.breaker.state).toBe('closed')
    expect(chat.calls).toBe(2)
    expect(parts.clock.pending).toBe(0)
  })

  test('a server that stays away is probed once a timeout, no more', async () => {
    const parts = guardedParts()
    await parts.chat.fail()
    await pass(parts, 95_000)
    expect(parts.chat.calls).toBe(3)
    expect(parts.chat.breaker.state).toBe('open')
  })

  test('one that fails again between two probes is left alone for a full timeout', async () => {
    const parts = guardedParts()
    const { chat, clock } = parts
    await chat.fail()
    chat.isUp = true
    clock.advance(30_000)
    await settled()
    expect([chat.breaker.state, chat.calls]).toEqual(['half_open', 1])
    chat.isUp = false
    await pass(parts, 1_000)
    expect([chat.breaker.state, chat.calls]).toEqual(['open', 2])
    await pass(parts, 28_000)
    expect(chat.calls).toBe(2)
  })

  test('a breaker that nobody needs is left alone, until somebody does', async () => {
    const parts = guardedParts()
    const { chroma, needed, neededChanged } = parts
    await chroma.fail()
    await pass(parts, 120_000)
    expect(chroma.calls).toBe(0)
    chroma.isUp = true
    needed.add('chroma')
    neededChanged.fire(null)
    await pass(parts, 1_000)
    expect(chroma.breaker.state).toBe('closed')
  })

  test.each(['force_open', 'disable'] as const)('a breaker after %s is left alone', async (action) => {
    const parts = guardedParts()
    await parts.chat.fail()
    parts.service.control('ollama_client', action)
    await pass(parts, 120_000)
    expect(parts.chat.calls).toBe(0)
  })

  test('that one is needed now shortens no rest, and makes no second probe', async () => {
    const parts = guardedParts()
    const { chat, neededChanged } = parts
    await chat.fail()
    neededChanged.fire(null)
    await settled()
    expect(chat.calls).toBe(0)
    chat.isHolding = true
    await pass(parts, 30_000)
    neededChanged.fire(null)
    await settled()
    expect(chat.calls).toBe(1)
  })

  test('one whose rest was ended by hand or by its supervisor is probed as soon as it is needed', async () => {
    const parts = guardedParts()
    const { chat, needed, neededChanged } = parts
    needed.clear()
    await chat.fail()
    chat.isUp = true
    chat.breaker.probeNow()
    needed.add('ollama_client')
    neededChanged.fire(null)
    await pass(parts, 1_000)
    expect(chat.breaker.state).toBe('closed')
  })
})

describe('while somebody calls', () => {
  test('no probe is sent where a call has found the server well', async () => {
    const parts = guardedParts()
    const { chat, clock } = parts
    await chat.fail()
    chat.isUp = true
    clock.advance(29_999)
    chat.breaker.probeNow()
    await chat.call()
    await chat.call()
    expect(chat.breaker.state).toBe('closed')
    await pass(parts, 60_000)
    expect(chat.calls).toBe(2)
  })

  test('a call that leaves it half open is followed up', async () => {
    const parts = guardedParts()
    const { chat } = parts
    await chat.fail()
    chat.isUp = true
    chat.breaker.probeNow()
    await chat.call()
    expect(chat.breaker.state).toBe('half_open')
    await pass(parts, 2_000)
    expect([chat.breaker.state, chat.calls]).toEqual(['closed', 2])
  })
})

describe('a probe', () => {
  test('that hangs is the only one, and is over when the breaker gives it up', async () => {
    const parts = guardedParts()
    const { chat } = parts
    await chat.fail()
    chat.isHolding = true
    await pass(parts, 59_000)
    expect([chat.breaker.state, chat.calls]).toEqual(['half_open', 1])
    await pass(parts, 2_000)
    expect([chat.breaker.state, chat.calls]).toEqual(['open', 1])
    chat.release()
    chat.isUp = true
    await pass(parts, 31_000)
    expect(chat.breaker.state).toBe('closed')
  })

  test.each([
    ['open', false],
    ['half open', true],
  ])(
    'that says nothing of the server is repeated, but seldom, while it is %s',
    async (_state, isHalfOpen) => {
      let calls = 0
      const parts = guardedParts({
        probes: {
          ollama_client: async () => {
            calls++
            throw new Error('it never reached the breaker')
          },
        },
      })
      await parts.chat.fail()
      parts.clock.advance(30_000)
      if (isHalfOpen) parts.chat.breaker.acquire().release()
      await pass(parts, 60_000)
      expect(parts.chat.breaker.state).toBe(isHalfOpen ? 'half_open' : 'open')
      expect(calls).toBeGreaterThan(10)
      expect(calls).toBeLessThan(20)
    },
  )

  test('is no longer sent after the end', async () => {
    const parts = guardedParts()
    await parts.chat.fail()
    await parts.service.dispose()
    await pass(parts, 60_000)
    expect(parts.chat.calls).toBe(0)
    expect(parts.clock.pending).toBe(0)
  })
})
