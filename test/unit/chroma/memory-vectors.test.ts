import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { vectorStoreSuite } from '../../fakes/vector-store-suite.ts'

vectorStoreSuite('vectors in memory', async () => ({
  store: new MemoryVectors(),
  close: async () => undefined,
}))
