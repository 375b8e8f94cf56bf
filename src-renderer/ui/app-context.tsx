import { createContext, type ReactNode, useContext } from 'react'
import { useStore } from 'zustand'
import type { AlcoveBridge } from '../bridge.ts'
import type { AppState, AppStore } from './app-store.ts'

interface AppParts {
  readonly bridge: AlcoveBridge
  readonly app: AppStore
}

const AppContext = createContext<AppParts | null>(null)

export function AppProvider({ parts, children }: { readonly parts: AppParts; readonly children: ReactNode }) {
  return <AppContext value={parts}>{children}</AppContext>
}

function useParts(): AppParts {
  const parts = useContext(AppContext)
  if (parts === null) throw new Error('This part of the window must be inside AppProvider')
  return parts
}

/** The way to main. Views hand it to their store; components use a store's actions instead. */
export const useBridge = (): AlcoveBridge => useParts().bridge

/** Reads the narrowest value of the app's state that the component renders. */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useParts().app, select)
}
