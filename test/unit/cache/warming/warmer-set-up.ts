import { onTestFinished } from 'vitest'
import { Emitter } from '../../../../src-main/base/emitter.ts'
import { QuietTime } from '../../../../src-main/base/quiet-time.ts'
import { type Warmed, Warmer, type WarmingQuestion } from '../../../../src-main/cache/index.ts'
import type { WarmingView } from '../../../../src-shared/schemas/cache-warming.ts'
import { fakeCacheStats } from '../../../fakes/fake-cache.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { silentLog } from '../../../fakes/silent-log.ts'

export const settle = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}
export const list = (...questions: string[]) => ({
  from: 'questions' as const,
  collectionId: null,
  questions,
})

/** A warmer whose questions are answered when the test says so. */
export function setUp() {
  const clock = new ManualClock()
  const quiet = new QuietTime(clock)
  const cacheChanged = new Emitter<void>()
  const modelChanged = new Emitter<null>()
  const world = {
    clock,
    quiet,
    enabled: true,
    isUp: true,
    hasEmbedder: true,
    stats: fakeCacheStats(),
    asked: [] as string[],
    mostAsked: [] as WarmingQuestion[],
    answer: (_warmed: Warmed | Error) => {},
    switchCache(isOn: boolean) {
      world.enabled = isOn
      cacheChanged.fire()
    },
    switchModel(isUp: boolean) {
      world.isUp = isUp
      modelChanged.fire(null)
    },
    /** A time in which nobody asks. */
    async idle() {
      await settle()
      clock.advance(2_000)
      await settle()
    },
    async answerAs(warmed: Warmed | Error) {
      world.answer(warmed)
      await settle()
    },
  }
  const warmer = new Warmer({
    ...{ quiet, clock, log: silentLog().scope('warming') },
    ask: ({ question }, signal) =>
      new Promise((resolve, reject) => {
        world.asked.push(question)
        world.answer = (warmed) => (warmed instanceof Error ? reject(warmed) : resolve(warmed))
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
    sources: {
      mostAsked: async () => world.mostAsked,
      headings: () => Promise.reject(new Error('a fault of ours')),
    },
    hasCollection: (id) => id === 'huts',
    hasEmbedder: () => world.hasEmbedder,
    cache: {
      get settings() {
        return { enabled: world.enabled, threshold: 0.92, size: 10, ttl: 60, bytes: 1_000 }
      },
      stats: () => world.stats,
      whenLoaded: async () => {},
      onChange: cacheChanged.event,
    },
    model: {
      get isUp() {
        return world.isUp
      },
      onChange: modelChanged.event,
    },
  })
  onTestFinished(async () => {
    await warmer.dispose()
    quiet.dispose()
  })
  return { ...world, world, warmer }
}

export const pick = <K extends keyof WarmingView>(view: WarmingView, ...keys: K[]) =>
  Object.fromEntries(keys.map((key) => [key, view[key]]))
