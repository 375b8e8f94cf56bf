import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Collection, IngestStatus } from '../../src-shared/schemas/library.ts'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import type { Settings, SettingsView } from '../../src-shared/schemas/settings.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { coalesce } from './coalesce.ts'

/** What every view needs to know of the app. Null until main has answered. */
export interface AppState {
  readonly selection: ModelSelection | null
  readonly ingest: IngestStatus | null
  readonly collections: readonly Collection[] | null
  readonly settings: SettingsView | null
  /** Why the first look at main failed; cleared by the next that works. */
  readonly failure: { readonly code: string; readonly message: string } | null
  /** Reads everything again. Never rejects. */
  readonly refresh: () => Promise<void>
  readonly refreshCollections: () => Promise<void>
  /** Rejects with BridgeError. */
  readonly changeSettings: (change: Partial<Settings>) => Promise<void>
  /** Listens to main until the returned function is called. */
  readonly connect: () => () => void
}

/** Milliseconds. While a queue runs main says "changed" many times a second; the counts follow at this pace. */
const COLLECTIONS_PACE = 500

export type AppStore = StoreApi<AppState>

export function createAppStore(bridge: AlcoveBridge): AppStore {
  return createStore<AppState>()((set, get) => ({
    selection: null,
    ingest: null,
    collections: null,
    settings: null,
    failure: null,

    async refresh() {
      // Each for itself: what one part cannot say now, the others still can.
      const reads = await Promise.allSettled([
        bridge.invoke('models.selection', {}).then((selection) => set({ selection })),
        bridge.invoke('library.status', {}).then((ingest) => set({ ingest })),
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

    connect() {
      const collectionsChanged = coalesce(() => get().refreshCollections(), COLLECTIONS_PACE)
      const stops = [
        bridge.on('models.selection', (selection) => set({ selection })),
        bridge.on('library.status', (ingest) => set({ ingest })),
        bridge.on('library.changed', collectionsChanged),
        bridge.on('settings.changed', (settings) => set({ settings })),
      ]
      void get().refresh()
      return () => {
        for (const stop of stops) stop()
      }
    },
  }))
}
