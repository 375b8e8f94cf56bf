import { describe, expect, it } from 'vitest'
import { giant } from '../fakes/fake-ollama-answers.ts'
import { breakers, counted, fake, guarded, never, withGuardedOllama } from './guarded-ollama-set-up.ts'
import {
  counter,
  eitherWay,
  expectFault,
  expectStall,
  GIANT,
  ofVectors,
  outcomes,
} from './ollama-faults-set-up.ts'

withGuardedOllama()

describe('an embed', () => {
  it.each([...eitherWay, ...ofVectors])('$name: $code, $counts', (fault) =>
    expectFault('embed', () => guarded.embed('fake-embed', ['a', 'b'], never), fault),
  )

  it('answered at endless length: MODEL_FAILED, failure, and the client hangs up', async () => {
    const sent = counter()
    const type = 'application/json'
    fake.script('/api/embed', giant({ begin: '{"x":"', bytes: GIANT, end: '"}', type }, sent.add))
    await expect(guarded.embed('fake-embed', ['a'], never)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model server sent an answer of more than 64 MB.',
    })
    expect(counted(breakers.embed)).toEqual(outcomes.failure)
    expect(sent.bytes).toBeLessThan(GIANT / 2)
  })

  it('that stalls: DEADLINE_TOTAL, failure, asked once', () =>
    expectStall('embed', () => guarded.embed('fake-embed', ['a'], never), { code: 'DEADLINE_TOTAL' }))
})
