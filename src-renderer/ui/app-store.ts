import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatLine } from '../../src-shared/ipc/chat-routes.ts'
import type { Collection, IngestStatus } from '../../src-shared/schemas/library.ts'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import type { Settings, SettingsView } from '../../src-shared/schemas/settings.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { coalesce } from './coalesce.ts'
import { OutageNotice } from './outage-notice.ts'
import { OutageWatch } from './outage-watch.ts'
import { back, notTried, type Tried } from './outage-words.ts'
import type { BackAt, Outage, Part } from './outages.ts'

/** What every view needs to know of the app. Null until main has answered. */
export interface AppState {
  readonly selection: ModelSelection | null
  readonly ingest: IngestStatus | null
  readonly collections: readonly Collection[] | null
  readonly settings: SettingsView | null
  /** Who waits for the chat model, and which answers are not kept yet. */
  readonly line: ChatLine
  /** What is out now, what weighs most first. */
  readonly outages: readonly Outage[]
  /** Those of them that are spoken of: not one that is over before it was missed. */
  readonly noticed: readonly Outage[]
  /** Whether questions wait for the chat model while it is out. Chosen anew in each outage: it ends with it. */
  readonly waits: boolean
  /** Of those that were out since the window was loaded. */
  readonly backAt: BackAt
  /** The part that a try by hand asks now. */
  readonly trying: Part | null
  /** What came of the last try, or that a part is back; null once it was read. */
  readonly tried: Tried | null
  /** Why the first look at main failed; cleared by the next that works. */
  readonly failure: { readonly code: string; readonly message: string } | null
  /** Reads everything again. Never rejects. */
  readonly refresh: () => Promise<void>
  readonly refreshCollections: () => Promise<void>
  /** Rejects with BridgeError. */
  readonly changeSettings: (change: Partial<Settings>) => Promise<void>
  /** Asks a part that is out once, now. One at a time; never rejects. */
  readonly tryNow: (outage: Outage) => Promise<void>
  readonly forgetTried: () => void
  readonly setWaits: (waits: boolean) => void
  /** Tells whether a person waits for an answer now: what is out is then spoken of at once. */
  readonly setAsked: (isAsked: boolean) => void
  /** Listens to main until the returned function is called. */
  readonly connect: () => () => void
}

/** Milliseconds. While a queue runs main says "changed" many times a second; the counts follow at this pace. */
const COLLECTIONS_PACE = 500

export type AppStore = StoreApi<AppState>

interface AppStoreOptions {
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number
}

export function createAppStore(bridge: AlcoveBridge, { now = Date.now }: AppStoreOptions = {}): AppStore {
  return createStore<AppState>()((set, get) => {
    const watch = new OutageWatch(bridge, now)
    const notice = new OutageNotice()

    /** Takes what was told, and what it means for what is out. */
    function told(change: Partial<Pick<AppState, 'selection' | 'ingest' | 'line'>>): readonly Outage[] {
      set(change)
      const { selection, ingest, line, outages: before, noticed: said } = get()
      const { outages, back: returned } = watch.look({ selection, ingest, line }, before)
      if (outages !== before) set({ outages })
      const noticed = notice.look(outages, now(), said)
      if (noticed !== said) set({ noticed })
      if (get().waits && !outages.some(({ part }) => part === 'chat_model')) set({ waits: false })
      if (returned.length > 0) {
        const at = Object.fromEntries(returned.map((part) => [part, now()]))
        set(({ backAt }) => ({ backAt: { ...backAt, ...at } }))
      }
      tellBack(notice.over(returned), outages)
      return outages
    }

    /** Adds to what is said to be back, and takes from it what is out again. */
    function tellBack(returned: readonly Part[], outages: readonly Outage[]): void {
      const { tried } = get()
      const told = tried?.isBack === true ? tried.parts : []
      const parts = [...told.filter((part) => !outages.some((outage) => outage.part === part)), ...returned]
      if (returned.length > 0) set({ tried: back(parts) })
      else if (parts.length < told.length) set({ tried: parts.length === 0 ? null : back(parts) })
    }

    return {
      selection: null,
      ingest: null,
      collections: null,
      settings: null,
      line: { waiting: [], retryAt: null, unkept: [] },
      outages: [],
      noticed: [],
      waits: false,
      backAt: {},
      trying: null,
      tried: null,
      failure: null,

      async refresh() {
        // Each for itself: what one part cannot say now, the others still can.
        const reads = await Promise.allSettled([
          bridge.invoke('models.selection', {}).then((selection) => told({ selection })),
          bridge.invoke('library.status', {}).then((ingest) => told({ ingest })),
          bridge.invoke('chat.line', {}).then((line) => told({ line })),
          bridge.invoke('library.collections', {}).then((collections) => set({ collections })),
          bridge.invoke('settings.get', {}).then((settings) => set({ settings })),
        ])
        const failed = reads.find((read) => read.status === 'rejected')
        set({ failure: failed === undefined ? null : describeError(failed.reason) })
      },

      async refreshCollections() {
        try {
          set({ collections: await bridge.invoke('library.collections', {}), failure: null })
        } catch (error) {
          set({ failure: describeError(error) })
        }
      },

      async changeSettings(change) {
        set({ settings: await bridge.invoke('settings.set', change) })
      },

      async tryNow(outage) {
        if (get().trying !== null) return
        set({ trying: outage.part, tried: null })
        try {
          const tried = await watch.tryNow(outage, told)
          // That it is back was said on the way, with what came back with it.
          const isSaid = tried.isBack === true && get().tried?.isBack === true
          if (!isSaid) set({ tried })
        } catch (error) {
          set({ tried: notTried(outage.part, describeError(error).message) })
        } finally {
          set({ trying: null })
        }
      },

      forgetTried: () => set({ tried: null }),
      setWaits: (waits) => set({ waits }),

      setAsked(isAsked) {
        notice.ask(isAsked, now())
        told({})
      },

      connect() {
        const collectionsChanged = coalesce(() => get().refreshCollections(), COLLECTIONS_PACE)
        const stops = [
          bridge.on('models.selection', (selection) => told({ selection })),
          bridge.on('library.status', (ingest) => told({ ingest })),
          bridge.on('chat.line', (line) => told({ line })),
          bridge.on('diagnostics.snapshot', (snapshot) => {
            watch.take(snapshot)
            told({})
          }),
          bridge.on('library.changed', collectionsChanged),
          bridge.on('settings.changed', (settings) => set({ settings })),
        ]
        void get().refresh()
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  })
}
