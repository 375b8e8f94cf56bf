import { describe, expect, test } from 'vitest'
import { guardRules } from '../../../../../src-main/cache/guard/guard.ts'
import {
  ageWords,
  missCounts,
  scopeWords,
} from '../../../../../src-renderer/diagnostics/cache/cache-words.ts'
import {
  countByRule,
  detailWords,
  ruleWords,
} from '../../../../../src-renderer/diagnostics/cache/rule-words.ts'
import {
  calibrationState,
  inForceWords,
  recommendedWords,
} from '../../../../../src-renderer/diagnostics/cache/threshold-words.ts'
import { warmingProgress, warmingState } from '../../../../../src-renderer/diagnostics/cache/warming-words.ts'
import {
  fakeCalibration,
  fakeCurve,
  fakeEntry,
  fakeWarming,
  runningWarming,
} from '../../../../fakes/fake-bridge-cache.ts'

test('misses are counted by reason, the most frequent first, without those while it was off', () => {
  const counts = missCounts({ guard: 3, off: 40, nothing_near: 9 })
  expect(counts.map(({ reason, count }) => [reason, count])).toEqual([
    ['nothing_near', 9],
    ['guard', 3],
  ])
})

test('an age is as exact as it matters', () => {
  const now = 10 * 86_400_000
  expect(ageWords(now - 59_000, now)).toBe('under 1 min')
  expect(ageWords(now - 125_000, now)).toBe('2 min')
  expect(ageWords(now - 86_400_000, now)).toBe('1 day')
  expect(ageWords(now - 3.9 * 86_400_000, now)).toBe('3 days')
})

test('a scope names its collection, also one that is gone', () => {
  const { scope } = fakeEntry(1)
  expect(scopeWords({ ...scope, collectionId: null }, [])).toBe('All collections · qwen3:4b')
  expect(scopeWords({ ...scope, isFollowUp: true }, [])).toBe(
    'A collection that is gone · qwen3:4b · follow-up',
  )
})

describe('rules', () => {
  test('of the guard all have words of their own', () => {
    const wordless = guardRules.filter(({ name }) => ruleWords(name).about === '').map(({ name }) => name)
    expect(wordless).toEqual([])
  })

  test('that are not known are called by their name', () => {
    expect(ruleWords('new_rule')).toEqual({ label: 'New rule', about: '' })
  })

  test('are counted, the most frequent first', () => {
    expect(countByRule([{ rule: 'a' }, { rule: 'b' }, { rule: 'b' }])).toEqual([
      { rule: 'b', count: 2 },
      { rule: 'a', count: 1 },
    ])
  })
})

describe('the threshold', () => {
  test('says what is in force, and why', () => {
    const by = (inForce: typeof fakeCalibration.inForce) => inForceWords({ ...fakeCalibration, inForce })
    expect(by({ threshold: 0.92, by: 'cosine' })).toMatch(/0\.92 up, as the settings say/)
    expect(by({ threshold: 0.88, by: 'precision' })).toMatch(/0\.88 up: the least .* 99\s?% precise/)
    expect(by({ threshold: 0.92, by: 'fallback' })).toMatch(/0\.92 up for now\. .* not measured yet/)
  })

  test('says that none is precise enough instead of a cosine that nothing reaches', () => {
    const inForce = { threshold: 1, by: 'precision' } as const
    const none = { ...fakeCalibration, inForce, curve: { ...fakeCurve, recommended: null } }
    expect(inForceWords(none)).toMatch(/^No threshold is .* only a question in the same words/)
    expect(recommendedWords(none)).toBeNull()
  })

  test('recommends nothing where that is in force already, or nothing was measured', () => {
    expect(recommendedWords(fakeCalibration)).toMatch(/99\s?% precise is 0\.88/)
    const inForce = { threshold: 0.88, by: 'cosine' } as const
    expect(recommendedWords({ ...fakeCalibration, inForce })).toBeNull()
    expect(recommendedWords({ ...fakeCalibration, curve: null })).toBeNull()
  })

  test('has words for each state', () => {
    expect(calibrationState({ ...fakeCalibration, state: 'failed' }).tone).toBe('bad')
    expect(calibrationState({ ...fakeCalibration, state: 'measuring' }).label).toBe('Measuring')
  })
})

describe('answering ahead', () => {
  test('says how far it is and what came of it', () => {
    expect(warmingProgress(runningWarming)).toBe(
      '12 of 40 questions: 9 answered and kept, 2 there already, 1 not kept',
    )
    expect(warmingProgress({ ...fakeWarming, total: 1 })).toBe('0 of 1 question')
    expect(warmingProgress({ ...fakeWarming, total: 0 })).toBe('no question was found')
    expect(warmingProgress({ ...runningWarming, total: 0 })).toBe('looking for questions')
  })

  test('says why it waits, and how it ended', () => {
    const state = (view: Partial<typeof fakeWarming>) => warmingState({ ...fakeWarming, ...view }).label
    expect(state({ state: 'paused', pausedFor: 'ingest' })).toBe('Waits while documents are read in')
    expect(state({})).toBe('Not running')
    expect(state({ endedAt: 1, total: 3 })).toBe('Done')
    expect(state({ endedAt: 1, total: 0 })).toBe('Nothing to answer')
    expect(state({ endedAt: 1, wasStopped: true })).toBe('Stopped')
    expect(state({ endedAt: 1, hasFailed: true })).toBe('Ended by a fault')
    expect(state({ endedAt: 1, wasFull: true })).toBe('Ended: there is no more room')
  })
})

test.each([
  ['0.8590 is below 0.92', 'below 0.92, the least then'],
  ['not against nothing', 'only the asked one says “not”'],
  ['nothing against outdoors', 'only the kept one says “outdoors”'],
  ['2 against 3', '“2” was asked, “3” was kept'],
  ['plane and hand exchanged', 'plane and hand exchanged'],
])('what a rule saw, %s, is said as: %s', (detail, words) => {
  expect(detailWords(detail)).toBe(words)
})
