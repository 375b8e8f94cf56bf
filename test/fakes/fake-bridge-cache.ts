import type { CacheEntryView, CacheNearMiss, CacheStats } from '../../src-shared/schemas/cache.ts'
import type {
  CalibrationCurve,
  CalibrationPoint,
  CalibrationView,
  Share,
} from '../../src-shared/schemas/cache-calibration.ts'
import {
  type ArmResult,
  defaultExperimentPlan,
  type ExperimentView,
} from '../../src-shared/schemas/cache-experiment.ts'
import type { WarmingView } from '../../src-shared/schemas/cache-warming.ts'
import type { QuestionCluster, QuestionPatterns } from '../../src-shared/schemas/question-patterns.ts'
import type { FakeHandlers } from './fake-bridge.ts'
import { fakeCacheStats } from './fake-cache.ts'

/** Ages are shown as of now. */
const at = Date.now() - 90_000
const questions = [
  'When is the boiler lit?',
  'How many guests may stay in the hut over the weekend of the summer fair?',
  'Who keeps the key of the cellar, and what has to be signed before it is handed over to somebody who is neither a member of the council nor employed by it?',
  'What is the deposit for the brass key?',
  'Which trains go to Ullapool on Sundays?',
] as const

export function fakeEntry(id: number): CacheEntryView {
  return {
    id,
    question: `${questions[id % questions.length]}${id < questions.length ? '' : ` (${id})`}`,
    scope: {
      collectionId: [null, 'house', 'council'][id % 3] ?? null,
      chatModel: 'qwen3:4b',
      embedder: 'all-minilm-l6-v2',
      k: 6,
      isFollowUp: id % 4 === 3,
    },
    partition: 'f3a9c0de'.repeat(8),
    createdAt: at - id * 95_000,
    lastHitAt: id % 3 === 0 ? null : at - id * 31_000,
    hits: id % 3 === 0 ? 0 : (id * 7) % 40,
    bytes: 3_100 + ((id * 7_919) % 14_000),
    documents: ['document-1', `document-${(id % 9) + 1}`].slice(0, 1 + (id % 2)),
    isVerified: id % 2 === 0,
  }
}

export const fakeNearMisses: readonly CacheNearMiss[] = [
  ['What is not the deposit for the brass key?', questions[3], 'negation', 'only one says “not”', 0.9712],
  ['When was the boiler lit?', questions[0], 'tense', 'past against present', 0.9604],
  ['When is the boiler switched off?', questions[0], 'antonyms', 'lit against switched off', 0.9331],
  ['Where do trains to Ullapool stop?', questions[4], 'threshold', '0.8812 is below 0.92', 0.8812],
  ['How many guests may stay for 3 nights?', questions[1], 'numbers', '3 is in one alone', 0.9277],
].map(([asked, cached, rule, detail, similarity], index) => ({
  at: at - index * 64_000,
  entryId: index,
  ...{ asked, cached, rule, detail, similarity },
})) as readonly CacheNearMiss[]

export const fakeShare = (value: number, of = 300): Share => {
  const half = 1.96 * Math.sqrt(Math.max(value * (1 - value), 0.003) / of)
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half), of }
}

const point = (threshold: number | null, precision: number, hitRate: number): CalibrationPoint => ({
  threshold,
  hits: Math.round(310 * hitRate),
  falseHits: Math.round(310 * hitRate * (1 - precision)),
  precision: fakeShare(precision, Math.round(300 * hitRate) + 1),
  hitRate: fakeShare(hitRate),
})
const thresholds = Array.from({ length: 31 }, (_, index) => Math.round((0.7 + index * 0.01) * 100) / 100)

export const fakeCurve: CalibrationCurve = {
  embedder: 'all-minilm-l6-v2',
  digest: 'sha256:4f2c',
  measuredAt: at,
  pairs: { same: 312, different: 348 },
  cosineAlone: thresholds.map((t) =>
    point(t, 0.52 + 0.36 * ((t - 0.7) / 0.3), Math.max(0, 0.92 - 3 * (t - 0.7))),
  ),
  both: thresholds.map((t) =>
    point(t, 0.962 + 0.038 * ((t - 0.7) / 0.3), Math.max(0, 0.58 - 1.85 * (t - 0.7))),
  ),
  guardAlone: point(null, 0.955, 0.6),
  floor: 0.86,
  recommended: 0.88,
}

export const fakeCalibration: CalibrationView = {
  state: 'ready',
  progress: null,
  curve: fakeCurve,
  inForce: { threshold: 0.92, by: 'cosine' },
  wantedPrecision: 0.99,
}

export const fakeWarming: WarmingView = {
  ...{ state: 'idle', pausedFor: null, from: null, total: 0, done: 0, kept: 0, alreadyThere: 0, notKept: 0 },
  ...{ current: null, startedAt: null, endedAt: null, wasStopped: false },
  ...{ wasFull: false, hasFailed: false },
}

export const runningWarming: WarmingView = {
  ...{ state: 'running', pausedFor: null, from: 'headings', total: 40, done: 12 },
  ...{
    kept: 9,
    alreadyThere: 2,
    notKept: 1,
    startedAt: at,
    endedAt: null,
    wasStopped: false,
    wasFull: false,
    hasFailed: false,
  },
  current: 'What does the handbook say about the lighting of the boiler in autumn?',
}

const arm = (threshold: number, isGuarded: boolean, hits: number, disagreements: number): ArmResult => ({
  ...{ threshold, isGuarded, lookups: 412, hits, hitRate: fakeShare(hits / 412, 412) },
  ...{ compared: 38, disagreements, disagreementRate: fakeShare(disagreements / 38, 38) },
})

export const noExperiment: ExperimentView = {
  ...{ state: 'none', plan: null, startedAt: null, endedAt: null, arms: [], waiting: 0, verdict: null },
}

export const runningExperiment: ExperimentView = {
  state: 'running',
  plan: defaultExperimentPlan,
  startedAt: at,
  endedAt: null,
  arms: [arm(0.92, true, 96, 0), arm(0.9, true, 118, 0), arm(0.95, true, 61, 0), arm(0.92, false, 171, 9)],
  waiting: 3,
  verdict: { kind: 'not_enough', missing: '12 of 20 comparisons at 0.9 with the guard' },
}

const cluster = (label: string, count: number, totalMs: number, unanswered = 0): QuestionCluster => ({
  label,
  collectionId: null,
  wordings: [
    { question: label, count: count - 1 },
    { question: `Please tell me: ${label.toLowerCase()}`, count: 1 },
  ],
  ...{ count, lastAskedAt: at, totalMs, medianMs: totalMs / count, hits: Math.floor(count / 2), unanswered },
})

export const fakePatterns: QuestionPatterns = {
  asked: 148,
  since: at - 9 * 86_400_000,
  clusteredBy: 'meaning',
  mostFrequent: [
    cluster(questions[0], 21, 64_000),
    cluster(questions[3], 14, 31_000),
    cluster(questions[2], 9, 88_000),
  ],
  mostCostly: [cluster(questions[2], 9, 88_000), cluster(questions[0], 21, 64_000)],
  neverAnswered: [cluster(questions[4], 5, 9_000, 5)],
  nearMissesByRule: [
    { rule: 'negation', count: 7, example: { asked: fakeNearMisses[0]?.asked ?? '', cached: questions[3] } },
    { rule: 'tense', count: 3, example: { asked: fakeNearMisses[1]?.asked ?? '', cached: questions[0] } },
  ],
}

export interface FakeCacheOptions {
  readonly entries: number
  readonly stats?: Partial<CacheStats>
  readonly nearMisses?: readonly CacheNearMiss[]
  readonly calibration?: CalibrationView
  readonly warming?: WarmingView
  readonly experiment?: ExperimentView
  readonly patterns?: QuestionPatterns
}

/** A cache that searches, pages and removes as the real one does, of made-up entries. */
export function fakeCacheHandlers(options: FakeCacheOptions): FakeHandlers {
  let rows = Array.from({ length: options.entries }, (_, id) => fakeEntry(id))
  let { warming = fakeWarming, experiment = noExperiment } = options
  const { calibration = fakeCalibration } = options
  return {
    'cache.stats': () => fakeCacheStats({ size: rows.length, ...options.stats }),
    'cache.entries': ({ search = '', documentId = null, offset = 0, limit = 50 }) => {
      const found = rows
        .filter(({ question }) => question.toLowerCase().includes(search.toLowerCase()))
        .filter(({ documents }) => documentId === null || documents.includes(documentId))
      const titles = Object.fromEntries(
        Array.from({ length: 10 }, (_, n) => [
          `document-${n}`,
          n === 1 ? 'Boiler manual' : `Minutes of the council, number ${n}`,
        ]),
      )
      return { items: found.slice(offset, offset + limit), total: found.length, titles }
    },
    'cache.entry': ({ id }) => {
      const entry = rows.find((row) => row.id === id)
      if (!entry) return null
      const citation = {
        ...{ n: 1, documentId: 'document-1', title: 'Boiler manual', path: '/home/ada/boiler.pdf', page: 4 },
        ...{
          start: 0,
          end: 90,
          quote: 'The boiler is lit each year on the first of October, whatever the weather.',
        },
        score: 0.03,
      }
      const sources = entry.documents.map((documentId, at) => ({ ...citation, n: at + 1, documentId }))
      return {
        ...entry,
        answer: {
          answer:
            'It is lit on **the first of October**, whatever the weather [1].\n\n- Bleed the radiators first.',
          ...{ citations: [citation], sources, degradations: [], model: 'qwen3:4b' },
          ...{ condensed: null, tookMs: 4_120 },
        },
      }
    },
    'cache.nearMisses': () => options.nearMisses ?? fakeNearMisses,
    'cache.remove': ({ id }) => {
      rows = rows.filter((row) => row.id !== id)
      return null
    },
    'cache.removeOfDocument': ({ documentId }) => {
      const before = rows.length
      rows = rows.filter(({ documents }) => !documents.includes(documentId))
      return { removed: before - rows.length }
    },
    'cache.clear': () => {
      const removed = rows.length
      rows = []
      return { removed }
    },
    'cache.calibration': () => calibration,
    'cache.calibrate': () => ({ ...calibration, state: 'measuring', progress: 0 }),
    'cache.patterns': () => options.patterns ?? fakePatterns,
    'cache.warming': () => warming,
    'cache.warm': ({ from }) => {
      warming = { ...runningWarming, from }
      return warming
    },
    'cache.warmFromFile': () => null,
    'cache.stopWarming': () => {
      warming = { ...warming, state: 'idle', current: null, endedAt: at, wasStopped: true }
      return warming
    },
    'cache.experiment': () => experiment,
    'cache.startExperiment': (plan) => {
      experiment = { ...runningExperiment, plan, arms: runningExperiment.arms.slice(0, plan.arms.length) }
      return experiment
    },
    'cache.endExperiment': () => {
      experiment = { ...experiment, state: 'ended', endedAt: at }
      return experiment
    },
    'cache.adoptArm': () => {
      experiment = { ...experiment, state: 'ended', endedAt: at }
      return experiment
    },
  }
}
