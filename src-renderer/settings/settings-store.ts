import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CalibrationView } from '../../src-shared/schemas/cache-calibration.ts'
import type {
  Backend,
  InstalledModel,
  ModelSelection,
  OfferedModel,
  PullProgress,
} from '../../src-shared/schemas/models.ts'
import type { Settings, SettingsView } from '../../src-shared/schemas/settings.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'

interface Failure {
  readonly code: string
  readonly message: string
}

/** A change on its way to main: shown at once, taken back if main refuses it. */
interface PendingChange {
  readonly number: number
  readonly change: Partial<Settings>
}

export interface SettingsState {
  /** As main last told; null before that. */
  readonly view: SettingsView | null
  readonly pending: readonly PendingChange[]
  /** The change that main refused last; cleared by the next one. */
  readonly refused: { readonly keys: readonly (keyof Settings)[]; readonly failure: Failure } | null
  /** Why the settings could not be read. */
  readonly failure: Failure | null

  readonly selection: ModelSelection | null
  readonly installed: readonly InstalledModel[] | null
  /** Why the models could not be looked at. */
  readonly modelsFailure: Failure | null
  readonly offered: readonly OfferedModel[]
  /** By `pullKey`. */
  readonly pulls: ReadonlyMap<string, PullProgress>
  readonly refreshing: boolean

  /** What the embedder's cosines are worth; null while it is not told. */
  readonly calibration: CalibrationView | null

  /** Applies at once. Never rejects: what main refuses is undone and told in `refused`. */
  readonly change: (change: Partial<Settings>) => Promise<void>
  /** Looks again at Ollama and the engine. Never rejects. */
  readonly refreshModels: () => Promise<void>
  /** A pull that cannot even start is shown as one that failed. Never rejects. */
  readonly pull: (name: string, backend: Backend) => Promise<void>
  // These reject with BridgeError; whoever calls them shows it.
  readonly cancelPull: (name: string, backend: Backend) => Promise<void>
  readonly openDataFolder: () => Promise<void>
  /** Main asks the person before the browser opens. */
  readonly openLink: (url: string) => Promise<void>

  /** Reads everything and listens to main until the returned function is called. */
  readonly connect: () => () => void
}

export type SettingsStore = StoreApi<SettingsState>

export const pullKey = ({ model, backend }: Pick<PullProgress, 'model' | 'backend'>): string =>
  `${backend}/${model}`

/** What the window shows: what main told, with what is on its way to it laid over. */
export function shownValues({ view, pending }: Pick<SettingsState, 'view' | 'pending'>): Settings | null {
  if (view === null) return null
  let values = view.values
  for (const { change } of pending) values = { ...values, ...change }
  return values
}

export function createSettingsStore(bridge: AlcoveBridge): SettingsStore {
  return createStore<SettingsState>()((set) => {
    let changeNumber = 0
    /** Changes reach main in the order they were made, whatever each of them takes. */
    let lastChange: Promise<unknown> = Promise.resolve()

    async function read(): Promise<void> {
      try {
        const [view, selection, offered] = await Promise.all([
          bridge.invoke('settings.get', {}),
          bridge.invoke('models.selection', {}),
          bridge.invoke('models.offered', {}),
        ])
        set({ view, selection, offered, failure: null })
      } catch (error) {
        set({ failure: describeError(error) })
      }
    }

    async function readInstalled(): Promise<void> {
      try {
        set({ installed: await bridge.invoke('models.installed', {}), modelsFailure: null })
      } catch (error) {
        set({ modelsFailure: describeError(error) })
      }
    }

    /** What cannot be read is shown as not there: the settings do not hang on it. */
    async function readCalibration(): Promise<void> {
      try {
        set({ calibration: await bridge.invoke('cache.calibration', {}) })
      } catch {
        set({ calibration: null })
      }
    }

    function takePull(progress: PullProgress): void {
      set(({ pulls }) => ({ pulls: new Map(pulls).set(pullKey(progress), progress) }))
      if (progress.state === 'done') void readInstalled()
    }

    return {
      view: null,
      pending: [],
      refused: null,
      failure: null,
      selection: null,
      installed: null,
      modelsFailure: null,
      offered: [],
      pulls: new Map(),
      refreshing: false,
      calibration: null,

      async change(change) {
        changeNumber += 1
        const number = changeNumber
        const isOther = (pending: PendingChange) => pending.number !== number
        set(({ pending }) => ({ pending: [...pending, { number, change }], refused: null }))
        const before = lastChange
        const sending = (async () => {
          await before
          try {
            const view = await bridge.invoke('settings.set', change)
            set(({ pending }) => ({ view, pending: pending.filter(isOther) }))
          } catch (error) {
            const keys = Object.keys(change) as (keyof Settings)[]
            set(({ pending }) => ({
              pending: pending.filter(isOther),
              refused: { keys, failure: describeError(error) },
            }))
          }
        })()
        lastChange = sending
        await sending
      },

      async refreshModels() {
        set({ refreshing: true })
        try {
          set({ selection: await bridge.invoke('models.refresh', {}) })
          await readInstalled()
        } catch (error) {
          set({ modelsFailure: describeError(error) })
        } finally {
          set({ refreshing: false })
        }
      },

      async pull(name, backend) {
        const begun = { model: name, backend, completed: 0, total: null }
        takePull({ ...begun, state: 'running', status: 'Starting', error: null })
        try {
          await bridge.invoke('models.pull', { name, backend })
        } catch (error) {
          takePull({ ...begun, state: 'failed', status: '', error: describeError(error) })
        }
      },
      async cancelPull(name, backend) {
        await bridge.invoke('models.cancelPull', { name, backend })
      },
      async openLink(url) {
        await bridge.invoke('app.openLink', { url })
      },
      async openDataFolder() {
        await bridge.invoke('app.openDataFolder', {})
      },

      connect() {
        const stops = [
          bridge.on('settings.changed', (view) => set({ view })),
          bridge.on('models.selection', (selection) => {
            set({ selection })
            void readInstalled()
          }),
          bridge.on('models.pull', takePull),
          bridge.on('cache.calibration', (calibration) => set({ calibration })),
        ]
        void read()
        void readInstalled()
        void readCalibration()
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  })
}

const stores = new WeakMap<AlcoveBridge, SettingsStore>()

/** The window's one store, listening until the window goes: a pull goes on while another view is shown. */
export function settingsStoreOf(bridge: AlcoveBridge): SettingsStore {
  const existing = stores.get(bridge)
  if (existing) return existing
  const store = createSettingsStore(bridge)
  stores.set(bridge, store)
  store.getState().connect()
  return store
}
