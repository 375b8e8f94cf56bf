import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useBridge } from '../../ui/app-context.tsx'
import { type CacheState, cacheStoreOf } from './cache-store.ts'

/** Reads the narrowest value that the component renders; actions never change. */
export function useCache<T>(select: (state: CacheState) => T): T {
  return useStore(cacheStoreOf(useBridge()), select)
}

/** Listens while what uses it is shown. */
export function useCacheConnection(): void {
  const bridge = useBridge()
  useEffect(() => cacheStoreOf(bridge).getState().connect(), [bridge])
}
