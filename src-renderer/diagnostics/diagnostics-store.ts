import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DiagnosticsSnapshot, LogLine } from '../../src-shared/schemas/diagnostics.ts'
import type { BreakerAction, BreakerName, BreakerTransition } from '../../src-shared/schemas/resilience.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { breakerOf, type NextTries, nextTriesOf } from './breakers/next-tries.ts'
import { mergeTransitions } from './breakers/transition-history.ts'
import { type Tries, type Try, tryOutcome, untried } from './breakers/try-outcome.ts'
import { type Sample, sampleOf, withSample } from './history.ts'
import type { LogFilter } from './log-filter.ts'

/** A log line with a number that stays its own while older ones fall out. */
interface NumberedLine extends LogLine {
  readonly number: number
}

export interface DiagnosticsState {
  readonly snapshot: DiagnosticsSnapshot | null
  /** When the snapshot came, by the window's clock, in epoch milliseconds. */
  readonly receivedAt: number | null
  readonly history: readonly Sample[]
  readonly failure: { readonly code: string; readonly message: string } | null

  /** When each breaker is tried next. */
  readonly nextTries: NextTries
  /** Changes of state, newest first. */
  readonly transitions: readonly BreakerTransition[]
  /** The newest that happened while the window was there, to be announced once; null until one does. */
  readonly news: BreakerTransition | null
  readonly tries: Tries

  readonly log: readonly NumberedLine[]
  /** While paused new lines are counted, not shown. */
  readonly held: readonly NumberedLine[] | null
  readonly filter: LogFilter

  readonly setFilter: (change: Partial<LogFilter>) => void
  readonly followLog: (following: boolean) => void

  // These reject with BridgeError; whoever calls them shows it.
  readonly restartEngine: () => Promise<void>
  readonly rebuildVectors: () => Promise<void>
  readonly refreshModels: () => Promise<void>
  readonly openDataFolder: () => Promise<void>
  readonly controlBreaker: (name: BreakerName, action: BreakerAction) => Promise<void>

  /** Asks its server once, now, unless it is being asked already. Never rejects: an error is an outcome too. */
  readonly tryNow: (name: BreakerName) => Promise<void>

  /** Takes a first picture and listens to main until the returned function is called. */
  readonly connect: () => () => void
}

export type DiagnosticsStore = StoreApi<DiagnosticsState>

/** The log's tail as the window keeps it; the file on disk has all. */
export const LOG_LENGTH = 2_000
/** What the route gives at most. */
const FIRST_LOG_LENGTH = 1_000

/** @param now epoch milliseconds */
export function createDiagnosticsStore(bridge: AlcoveBridge, now: () => number = Date.now): DiagnosticsStore {
  return createStore<DiagnosticsState>()((set, get) => {
    let lineNumber = 0

    const take = (snapshot: DiagnosticsSnapshot) =>
      set(({ history, nextTries }) => {
        const receivedAt = now()
        return {
          snapshot,
          receivedAt,
          history: withSample(history, sampleOf(snapshot)),
          nextTries: nextTriesOf(snapshot.resilience.breakers, receivedAt, nextTries),
          failure: null,
        }
      })

    function append(lines: readonly LogLine[]): void {
      const numbered = lines.map((line) => {
        lineNumber += 1
        return { ...line, number: lineNumber }
      })
      const { held, log } = get()
      if (held === null) set({ log: [...log, ...numbered].slice(-LOG_LENGTH) })
      else set({ held: [...held, ...numbered].slice(-LOG_LENGTH) })
    }

    const setTry = (name: BreakerName, change: Try) =>
      set(({ tries }) => ({ tries: { ...tries, [name]: change } }))

    /** What a try came to is no news any more once its breaker has opened, or a person has changed it. */
    function forgetTry({ breaker, from, to }: BreakerTransition): void {
      const known = get().tries[breaker]
      const isOn = to === 'half_open' || (to === 'closed' && from === 'half_open')
      if (known && !known.isTrying && !isOn) setTry(breaker, untried)
    }

    async function look(): Promise<void> {
      try {
        take(await bridge.invoke('diagnostics.snapshot', {}))
      } catch (error) {
        set({ failure: describeError(error) })
      }
    }

    return {
      snapshot: null,
      receivedAt: null,
      history: [],
      failure: null,
      nextTries: {},
      transitions: [],
      news: null,
      tries: {},
      log: [],
      held: null,
      filter: { level: 'info', search: '' },

      setFilter: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
      followLog(following) {
        const { held, log } = get()
        if (!following) set({ held: held ?? [] })
        else if (held !== null) set({ log: [...log, ...held].slice(-LOG_LENGTH), held: null })
      },

      async restartEngine() {
        await bridge.invoke('diagnostics.restartEngine', {})
      },
      async rebuildVectors() {
        await bridge.invoke('diagnostics.rebuildVectors', {})
      },
      async refreshModels() {
        await bridge.invoke('models.refresh', {})
        await look()
      },
      async openDataFolder() {
        await bridge.invoke('app.openDataFolder', {})
      },
      async controlBreaker(name, action) {
        await bridge.invoke('diagnostics.controlBreaker', { name, action })
        await look()
      },
      async tryNow(name) {
        const { tries, snapshot } = get()
        const { isTrying, tried } = tries[name] ?? untried
        if (isTrying) return
        const before = breakerOf(snapshot, name)
        setTry(name, { isTrying: true, tried })
        try {
          const after = await bridge.invoke('diagnostics.tryNow', { name })
          await look()
          setTry(name, { isTrying: false, tried: { ...tryOutcome(before, after), at: now() } })
        } catch (error) {
          const words = describeError(error).message
          setTry(name, { isTrying: false, tried: { tone: 'bad', words, at: now() } })
        }
      },

      connect() {
        // Main sends lines in batches: one may come before the first look or after it and still hold lines of it.
        let first: readonly LogLine[] | null = null
        let early: readonly LogLine[] = []
        const isKnown = (line: LogLine) =>
          first !== null && line.time <= (first.at(-1)?.time ?? '') && contains(first, line)
        const appendNew = (lines: readonly LogLine[]) => append(lines.filter((line) => !isKnown(line)))
        const stops = [
          bridge.on('diagnostics.snapshot', take),
          bridge.on('diagnostics.log', (lines) => {
            if (first === null) early = [...early, ...lines]
            else appendNew(lines)
          }),
          bridge.on('diagnostics.breakerTransition', (news) => {
            set(({ transitions }) => ({ news, transitions: mergeTransitions([news], transitions) }))
            forgetTry(news)
          }),
        ]
        void look()
        void bridge
          .invoke('diagnostics.breakerHistory', {})
          .then((past) => set(({ transitions }) => ({ transitions: mergeTransitions(transitions, past) })))
          .catch((error) => set({ failure: describeError(error) }))
        void bridge
          .invoke('diagnostics.log', { limit: FIRST_LOG_LENGTH })
          .catch((error): readonly LogLine[] => {
            set({ failure: describeError(error) })
            return []
          })
          .then((lines) => {
            append(lines)
            first = lines
            appendNew(early)
          })
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  })
}

const contains = (lines: readonly LogLine[], line: LogLine): boolean =>
  lines.some(
    (other) => other.time === line.time && other.message === line.message && other.scope === line.scope,
  )

const stores = new WeakMap<AlcoveBridge, DiagnosticsStore>()

/**
 * The window's one store, listening from when it is first asked for until the window goes: the curves have
 * their past whichever view was open.
 */
export function diagnosticsStoreOf(bridge: AlcoveBridge): DiagnosticsStore {
  const existing = stores.get(bridge)
  if (existing) return existing
  const store = createDiagnosticsStore(bridge)
  stores.set(bridge, store)
  store.getState().connect()
  return store
}
