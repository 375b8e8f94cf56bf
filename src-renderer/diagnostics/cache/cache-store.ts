import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CacheNearMiss, CacheStats } from '../../../src-shared/schemas/cache.ts'
import type { CalibrationView } from '../../../src-shared/schemas/cache-calibration.ts'
import type { ExperimentPlan, ExperimentView } from '../../../src-shared/schemas/cache-experiment.ts'
import type { WarmingSource, WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import type { QuestionPatterns } from '../../../src-shared/schemas/question-patterns.ts'
import { type AlcoveBridge, describeError } from '../../bridge.ts'
import { coalesce } from '../../ui/coalesce.ts'
import { createEntryList, type EntryList } from './entry-list.ts'
import { createOpenedEntry, type OpenedEntry } from './opened-entry.ts'
import type { Failure, Told } from './told.ts'

export const cacheTabs = [
  'overview',
  'entries',
  'nearMisses',
  'threshold',
  'experiment',
  'questions',
] as const
export type CacheTab = (typeof cacheTabs)[number]

/** What main tells of the cache, each for itself: what one part cannot say, the others still can. */
interface CacheTold {
  readonly stats: Told<CacheStats>
  readonly nearMisses: Told<readonly CacheNearMiss[]>
  readonly calibration: Told<CalibrationView>
  readonly warming: Told<WarmingView>
  readonly experiment: Told<ExperimentView>
  readonly patterns: Told<QuestionPatterns>
}

export interface CacheState extends CacheTold, EntryList, OpenedEntry {
  readonly tab: CacheTab
  /** Shows a tab and reads what it is about. */
  readonly show: (tab: CacheTab) => void
  /** Reads one part again. Never rejects. */
  readonly read: (part: keyof CacheTold) => Promise<void>

  // These reject with BridgeError; whoever calls them shows it.
  /** @returns how many entries that were */
  readonly clear: () => Promise<number>
  readonly calibrate: () => Promise<void>
  readonly warm: (source: WarmingSource) => Promise<void>
  /** Opens the dialog; closing it changes nothing. */
  readonly warmFromFile: (collectionId: string | null) => Promise<void>
  readonly stopWarming: () => Promise<void>
  readonly startExperiment: (plan: ExperimentPlan) => Promise<void>
  readonly endExperiment: () => Promise<void>
  readonly adoptArm: (arm: number) => Promise<void>

  /** Reads what is shown and listens to main until the returned function is called. */
  readonly connect: () => () => void
}

export type CacheStore = StoreApi<CacheState>

/** Milliseconds between two looks at what changed. */
const PACE = 1_000

const routes = {
  stats: 'cache.stats',
  nearMisses: 'cache.nearMisses',
  calibration: 'cache.calibration',
  warming: 'cache.warming',
  experiment: 'cache.experiment',
  patterns: 'cache.patterns',
} as const

const untold = { value: null, failure: null }

export function createCacheStore(bridge: AlcoveBridge): CacheStore {
  return createStore<CacheState>()((set, get, store) => {
    /** Rises with everything that is told of a part: an answer to an older question is dropped. */
    const turns = new Map<keyof CacheTold, number>()
    const nextTurn = (part: keyof CacheTold): number => {
      const turn = (turns.get(part) ?? 0) + 1
      turns.set(part, turn)
      return turn
    }

    function take<P extends keyof CacheTold>(part: P, value: NonNullable<CacheTold[P]['value']>): void {
      nextTurn(part)
      set({ [part]: { value, failure: null } } as unknown as Pick<CacheState, P>)
    }

    function fail<P extends keyof CacheTold>(part: P, failure: Failure): void {
      set({ [part]: { value: get()[part].value, failure } } as unknown as Pick<CacheState, P>)
    }

    async function read(part: keyof CacheTold): Promise<void> {
      const mine = nextTurn(part)
      try {
        const value = await bridge.invoke(routes[part], {})
        if (turns.get(part) === mine) take(part, value as never)
      } catch (error) {
        if (turns.get(part) === mine) fail(part, describeError(error))
      }
    }

    /** What follows the entries: figures always, lists while they are looked at. */
    async function readChanged(): Promise<void> {
      const { tab, reload } = get()
      await read('stats')
      if (tab === 'entries') await reload()
      if (tab === 'nearMisses') await read('nearMisses')
    }

    const readTab = (tab: CacheTab) => {
      if (tab === 'entries') void get().reload()
      if (tab === 'nearMisses') void read('nearMisses')
      // Clusters are made anew for each look: it is not done unasked.
      if (tab === 'questions') void read('patterns')
    }

    return {
      ...createEntryList(bridge)(set, get, store),
      ...createOpenedEntry(bridge)(set, get, store),
      tab: 'overview',
      ...{ stats: untold, nearMisses: untold, calibration: untold },
      ...{ warming: untold, experiment: untold, patterns: untold },

      show(tab) {
        set({ tab })
        readTab(tab)
      },
      read,

      async clear() {
        const { removed } = await bridge.invoke('cache.clear', {})
        get().close()
        await Promise.all([get().showLatest(), read('stats'), read('nearMisses')])
        return removed
      },
      async calibrate() {
        take('calibration', await bridge.invoke('cache.calibrate', {}))
      },
      async warm(source) {
        take('warming', await bridge.invoke('cache.warm', source))
      },
      async warmFromFile(collectionId) {
        const view = await bridge.invoke('cache.warmFromFile', { collectionId })
        if (view !== null) take('warming', view)
      },
      async stopWarming() {
        take('warming', await bridge.invoke('cache.stopWarming', {}))
      },
      async startExperiment(plan) {
        take('experiment', await bridge.invoke('cache.startExperiment', plan))
      },
      async endExperiment() {
        take('experiment', await bridge.invoke('cache.endExperiment', {}))
      },
      async adoptArm(arm) {
        take('experiment', await bridge.invoke('cache.adoptArm', { arm }))
      },

      connect() {
        const changed = coalesce(readChanged, PACE)
        const stops = [
          bridge.on('cache.changed', changed),
          bridge.on('cache.calibration', (view) => take('calibration', view)),
          bridge.on('cache.warming', (view) => take('warming', view)),
          bridge.on('cache.experiment', (view) => take('experiment', view)),
        ]
        for (const part of ['stats', 'calibration', 'warming', 'experiment'] as const) void read(part)
        readTab(get().tab)
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  })
}

const stores = new WeakMap<AlcoveBridge, CacheStore>()

/** The window's one store: the tab, the search and what was read last stay while another view is shown. */
export function cacheStoreOf(bridge: AlcoveBridge): CacheStore {
  const existing = stores.get(bridge)
  if (existing) return existing
  const store = createCacheStore(bridge)
  stores.set(bridge, store)
  return store
}
