import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IndexModel } from './index-model.ts'

const id = fc.nat(69)
const number = fc.nat(96)
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('add' as const), id, number }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('remove' as const), id }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('look' as const), number }) },
  // Many at once: over the bounds of the graph, both ways.
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fill' as const), number }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('empty' as const), to: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('kill' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('time' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function take(model: IndexModel, next: Step): Promise<void> | void {
  switch (next.type) {
    case 'add':
      return model.add(next.id, next.number)
    case 'remove':
      return model.remove(next.id)
    case 'fill':
      return model.fill(next.number)
    case 'empty':
      return model.empty(next.to)
    case 'look':
      return model.look(next.number)
    case 'wait':
      return model.wait()
    case 'kill':
      return model.kill()
    case 'time':
      return model.time()
  }
}

test('loses nothing and finds nothing removed, while it grows, shrinks and loses its process', async () => {
  let graphs = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 160 }), async (steps) => {
      const model = new IndexModel()
      for (const [at, next] of steps.entries()) {
        await take(model, next)
        if (model.index.graph === 'whole' || model.index.graph === 'behind') graphs++
        // Not after each: several steps may fall into one turn.
        if (at % 2 === 0) await nextTurn()
      }
      await model.end()
    }),
    { numRuns: 40, interruptAfterTimeLimit: 20_000 },
  )
  expect(graphs).toBeGreaterThan(20)
}, 60_000)
