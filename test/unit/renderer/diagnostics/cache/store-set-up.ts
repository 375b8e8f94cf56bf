import { createBridge } from '../../../../../src-renderer/bridge.ts'
import { createCacheStore } from '../../../../../src-renderer/diagnostics/cache/cache-store.ts'
import { FakeBridge } from '../../../../fakes/fake-bridge.ts'
import { type FakeCacheOptions, fakeCacheHandlers } from '../../../../fakes/fake-bridge-cache.ts'

/** Lets every promise that is due settle. */
export const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A store over a made-up cache. */
export function cacheStore(options: FakeCacheOptions) {
  const bridge = new FakeBridge(fakeCacheHandlers(options))
  const store = createCacheStore(createBridge(bridge.port))
  return { bridge, store, state: () => store.getState() }
}
