import { useStore } from 'zustand'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import { useBridge } from '../ui/app-context.tsx'
import { type SettingsState, settingsStoreOf, shownValues } from './settings-store.ts'

/** Reads the narrowest value that the component renders; actions never change. */
export function useSettings<T>(select: (state: SettingsState) => T): T {
  return useStore(settingsStoreOf(useBridge()), select)
}

export interface OneSetting<K extends keyof Settings> {
  /** With what is on its way to main laid over. */
  readonly value: Settings[K]
  readonly set: (value: Settings[K]) => void
  /** The environment says what it is: shown, not changed. */
  readonly isFixed: boolean
  /** Why the last change of it did not take. */
  readonly refusal: string | null
}

/** One setting by its name. Null before main has told the settings. */
export function useSetting<K extends keyof Settings>(key: K): OneSetting<K> | null {
  const value = useSettings((state) => shownValues(state)?.[key])
  const isFixed = useSettings((state) => state.view?.sources[key] === 'environment')
  const refusal = useSettings(({ refused }) => (refused?.keys.includes(key) ? refused.failure.message : null))
  const change = useSettings((state) => state.change)
  if (value === undefined) return null
  return { value, set: (next) => void change({ [key]: next }), isFixed, refusal }
}
