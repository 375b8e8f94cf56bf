import { sampleCollectionName } from '../../src-shared/sample-collection.ts'
import type { AlcoveBridge } from '../bridge.ts'

/** What a collection is called that is made because files need one. */
const FIRST_COLLECTION = 'My documents'

/** Where files go: the collection that is open, else the oldest of the person's own, made where there is none. */
export async function targetCollection(bridge: AlcoveBridge, collectionId: string | null): Promise<string> {
  if (collectionId !== null) return collectionId
  const collections = await bridge.invoke('library.collections', {})
  const own = collections.filter(({ name }) => name !== sampleCollectionName)
  const oldest = own.toSorted((a, b) => a.createdAt - b.createdAt)[0]
  return (oldest ?? (await bridge.invoke('library.createCollection', { name: FIRST_COLLECTION }))).id
}
