import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

async function openedBy(error: unknown): Promise<{ causes: string[]; breaker: CircuitBreaker }> {
  const breaker = new CircuitBreaker({
    name: 'ollama_client',
    clock: new ManualClock(),
    settings: { failureThreshold: 1 },
  })
  const causes: string[] = []
  breaker.onTransition(({ cause }) => causes.push(cause))
  await breaker
    .execute(() => {
      throw error
    })
    .catch(() => undefined)
  return { causes, breaker }
}

describe('the cause of an opening', () => {
  it('has none of the words of a server, which may repeat a document', async () => {
    const { causes } = await openedBy(
      new AppError('MODEL_FAILED', { message: 'bad prompt: My secret diary', data: { status: 500 } }),
    )
    expect(causes).toEqual([
      'Too many of the last calls failed. The newest: The model failed while answering. (It answered 500.)',
    ])
  })

  it('has our own where there was no answer', async () => {
    const { causes } = await openedBy(
      new AppError('MODEL_UNAVAILABLE', { message: 'Nothing answers at http://127.0.0.1:11434.' }),
    )
    expect(causes[0]).toContain('Nothing answers at http://127.0.0.1:11434.')
  })
})

it('the last failure is one short line, however much the server said', async () => {
  const message = `boom\n${'x'.repeat(60_000)}`
  const { breaker } = await openedBy(new AppError('MODEL_FAILED', { message, data: { status: 500 } }))
  const shown = breaker.snapshot().lastFailure?.message ?? ''
  expect(shown).toMatch(/^boom x+…$/)
  expect(shown.length).toBeLessThanOrEqual(240)
})
