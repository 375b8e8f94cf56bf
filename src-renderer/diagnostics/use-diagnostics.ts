import { useStore } from 'zustand'
import { useBridge } from '../ui/app-context.tsx'
import { useNow } from '../ui/use-now.ts'
import { type DiagnosticsState, diagnosticsStoreOf } from './diagnostics-store.ts'
import { isStale } from './verdict.ts'

/** Reads the narrowest value that the component renders; actions never change. */
export function useDiagnostics<T>(select: (state: DiagnosticsState) => T): T {
  return useStore(diagnosticsStoreOf(useBridge()), select)
}

/** Whether the picture shown is older than it may be. Looks by itself, since what is missing sends no event. */
export function useIsStale(): boolean {
  const receivedAt = useDiagnostics((state) => state.receivedAt)
  return isStale(receivedAt, useNow())
}
