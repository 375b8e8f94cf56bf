import { expect, test } from 'vitest'
import {
  adoptionFault,
  planFault,
  planWarning,
  verdictWords,
} from '../../../../../src-renderer/diagnostics/cache/experiment-words.ts'
import type { ArmResult } from '../../../../../src-shared/schemas/cache-experiment.ts'
import { defaultExperimentPlan } from '../../../../../src-shared/schemas/cache-experiment.ts'
import { runningExperiment } from '../../../../fakes/fake-bridge-cache.ts'
import { fakeSettingsView } from '../../../../fakes/fake-bridge-machine.ts'

const { sources } = fakeSettingsView()
const [guarded] = runningExperiment.arms as readonly [ArmResult]

test('an arm may be adopted unless it is unguarded, unseen or fixed by the environment', () => {
  expect(adoptionFault(guarded, sources)).toBeNull()
  expect(adoptionFault({ ...guarded, isGuarded: false }, sources)).toMatch(/without the guard/)
  expect(adoptionFault({ ...guarded, lookups: 0 }, sources)).toMatch(/Nothing was asked/)
  expect(adoptionFault(guarded, { ...sources, cacheThreshold: 'environment' })).toMatch(
    /SEMANTIC_CACHE_THRESHOLD/,
  )
})

test('a plan warns of what it serves, and in shadow it serves nothing', () => {
  expect(planWarning(defaultExperimentPlan)).toBeNull()
  const arms = defaultExperimentPlan.arms.filter(({ isGuarded }) => isGuarded)
  expect(planWarning({ ...defaultExperimentPlan, mode: 'live', arms })).toMatch(/less alike/)
})

test('two arms that are the same cannot be compared', () => {
  const arm = { threshold: 0.9, isGuarded: true }
  expect(planFault(defaultExperimentPlan)).toBeNull()
  expect(planFault({ ...defaultExperimentPlan, mode: 'live' })).toMatch(/must have the guard/)
  expect(planFault({ ...defaultExperimentPlan, arms: [arm, arm] })).toMatch(/the same/)
})

test('a verdict says what to do and why', () => {
  const said = (verdict: (typeof runningExperiment)['verdict']) =>
    verdictWords({ ...runningExperiment, verdict })
  expect(said(null)).toBeNull()
  expect(said({ kind: 'not_enough', missing: '31 of 200 look-ups' })?.because).toBe(
    'So far 31 of 200 look-ups.',
  )
  expect(said({ kind: 'adopt', arm: 1, because: 'More hits.' })?.headline).toBe('Adopt 0.90 with the guard')
  expect(said({ kind: 'keep', because: 'No more hits.' })?.headline).toBe('Keep the first arm')
})
