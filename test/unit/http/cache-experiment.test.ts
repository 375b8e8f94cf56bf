import { expect, test } from 'vitest'
import { defaultExperimentPlan } from '../../../src-shared/schemas/cache-experiment.ts'
import { fakeExperiment } from '../../fakes/fake-experiment.ts'
import { startApi } from './api-client.ts'

test('the experiment is told to anybody here, in figures: these fields and no other', async () => {
  const { origin, services } = await startApi()
  services.experimentView = fakeExperiment({
    ...{ state: 'running', plan: defaultExperimentPlan, startedAt: Date.UTC(2026, 0, 2), waiting: 3 },
    arms: [
      {
        ...{ threshold: 0.92, isGuarded: true, lookups: 9, hits: 3, compared: 0, disagreements: 0 },
        hitRate: { value: 1 / 3, low: 0.120_61, high: 0.645_83, of: 9 },
        disagreementRate: null,
      },
    ],
    verdict: { kind: 'not_enough', missing: '9 of 200 look-ups' },
  })
  const response = await fetch(`${origin}/api/semantic-cache/experiment`)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    experiment: {
      state: 'running',
      mode: 'shadow',
      sample_share: 0.1,
      started_at: '2026-01-02T00:00:00.000Z',
      ended_at: null,
      arms: [
        {
          threshold: 0.92,
          guarded: true,
          lookups: 9,
          hits: 3,
          hit_rate: { value: 0.3333, low: 0.1206, high: 0.6458 },
          compared: 0,
          disagreements: 0,
          disagreement_rate: null,
        },
      ],
      waiting: 3,
      verdict: { kind: 'not_enough', missing: '9 of 200 look-ups' },
    },
  })
})

test('where none was begun, that is told', async () => {
  const { origin } = await startApi()
  const response = await fetch(`${origin}/api/semantic-cache/experiment`)
  expect(await response.json()).toMatchObject({
    experiment: { state: 'none', mode: null, started_at: null, arms: [], verdict: null },
  })
})
