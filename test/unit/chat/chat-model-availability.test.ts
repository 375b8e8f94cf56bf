import { beforeEach, expect, it } from 'vitest'
import { Emitter } from '../../../src-main/base/emitter.ts'
import { ChatModelAvailability } from '../../../src-main/chat/index.ts'
import { CircuitBreaker } from '../../../src-main/resilience/index.ts'
import type { ModelSelection } from '../../../src-shared/schemas/models.ts'
import {
  type BreakerName,
  type BreakerTransition,
  breakerName,
} from '../../../src-shared/schemas/resilience.ts'
import { ollamaSelection } from '../../fakes/fake-bridge-machine.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

let clock: ManualClock
let breakers: Readonly<Record<BreakerName, CircuitBreaker>>
let models: { selection: ModelSelection; readonly onSelection: Emitter<ModelSelection>['event'] }
let selected: Emitter<ModelSelection>
let availability: ChatModelAvailability
let changes: number

beforeEach(() => {
  clock = new ManualClock()
  breakers = Object.fromEntries(
    breakerName.options.map((name) => [name, new CircuitBreaker({ name, clock })]),
  ) as typeof breakers
  selected = new Emitter()
  models = { selection: ollamaSelection, onSelection: selected.event }
  const transitions = new Emitter<BreakerTransition>()
  for (const breaker of Object.values(breakers)) {
    breaker.onTransition(({ at, ...rest }) =>
      transitions.fire({ breaker: breaker.name, at: new Date(at).toISOString(), ...rest }),
    )
  }
  availability = new ChatModelAvailability({
    models,
    breakers,
    resilience: { onTransition: transitions.event },
  })
  changes = 0
  availability.onChange(() => changes++)
})

const fail = async (breaker: CircuitBreaker) => {
  for (let n = 0; n < 5; n++) {
    await breaker.execute(() => Promise.reject(new Error('away'))).catch(() => undefined)
  }
}
const [ollama, engine] = [() => breakers.ollama_client, () => breakers.engine]

it('follows the breaker of the server that the chat model is on, and no other', async () => {
  expect(availability).toMatchObject({ isAvailable: true, nextTryMs: null })
  await fail(engine())
  expect(availability.isAvailable).toBe(true)
  await fail(ollama())
  expect(availability).toMatchObject({ isAvailable: false, nextTryMs: 30_000 })
  expect(changes).toBe(2)
})

it('is there again when a probe is due, though nothing has told so', async () => {
  await fail(ollama())
  clock.advance(29_999)
  expect(availability).toMatchObject({ isAvailable: false, nextTryMs: 1 })
  clock.advance(1)
  expect(availability).toMatchObject({ isAvailable: true, nextTryMs: 0 })
})

it('is up only while nothing is known against its server', async () => {
  expect(availability.isUp).toBe(true)
  await fail(ollama())
  clock.advance(30_000)
  expect(availability).toMatchObject({ isAvailable: true, isUp: false })
  await ollama().execute(async () => 'one probe')
  expect(ollama().state).toBe('half_open')
  expect(availability).toMatchObject({ isAvailable: true, isUp: false })
  await ollama().execute(async () => 'another')
  expect(availability.isUp).toBe(true)
})

it('is not there while no model is selected, or its breaker was opened by hand', () => {
  ollama().forceOpen('A person.')
  expect(availability).toMatchObject({ isAvailable: false, nextTryMs: null })
  ollama().reset('A person.')
  expect(availability.isAvailable).toBe(true)
  models.selection = { ...ollamaSelection, chat: null }
  selected.fire(models.selection)
  expect(availability).toMatchObject({ isAvailable: false, nextTryMs: null })
  expect(changes).toBe(3)
})
