import { sampleCollectionName } from '../../../src-shared/sample-collection.ts'
import type { AddResult } from '../../../src-shared/schemas/library.ts'
import { AppError } from '../../base/app-error.ts'
import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import type { Desktop } from './desktop.ts'

/** Walking and queueing, not reading: a folder of 100,000 files takes seconds. */
const ADD_DEADLINE_MS = 120_000

type LibraryRoute = Extract<keyof Handlers, `library.${string}`>

export function libraryHandlers(services: Services, desktop: Desktop): Pick<Handlers, LibraryRoute> {
  const { library } = services
  const add = (paths: readonly string[], collectionId: string): Promise<AddResult> =>
    library.add(paths, collectionId, AbortSignal.timeout(ADD_DEADLINE_MS))
  return {
    'library.collections': () => library.collections(),
    'library.createCollection': ({ name }) => library.createCollection(name),
    'library.renameCollection': ({ collectionId, name }) => {
      library.renameCollection(collectionId, name)
      return null
    },
    'library.removeCollection': ({ collectionId }) => {
      library.removeCollection(collectionId)
      return null
    },
    'library.documents': (filter) => library.documents(filter),
    'library.text': ({ documentId }) => library.text(documentId),
    'library.pick': async ({ kind, collectionId }) => {
      const paths = await (kind === 'files' ? desktop.pickFiles() : desktop.pickFolder())
      return paths === null ? null : add(paths, collectionId)
    },
    'library.addDropped': ({ collectionId }, { droppedPaths }) => {
      if (droppedPaths.length === 0) {
        throw new AppError('INVALID_INPUT', { message: 'Nothing that was dropped is a file or a folder.' })
      }
      return add(droppedPaths, collectionId)
    },
    'library.addSamples': () => {
      const collection =
        library.findCollection(sampleCollectionName) ?? library.createCollection(sampleCollectionName)
      return add([services.paths.samples], collection.id)
    },
    'library.removeDocuments': ({ documentIds }) => {
      library.removeDocuments(documentIds)
      return null
    },
    'library.showInFolder': ({ documentId }) => {
      desktop.showInFolder(library.document(documentId).path)
      return null
    },
    'library.status': () => library.status(),
    'library.pause': () => {
      library.pause()
      return null
    },
    'library.resume': () => {
      library.resume()
      return null
    },
    'library.cancel': ({ documentId }) => {
      library.cancel(documentId)
      return null
    },
    'library.retry': ({ documentId }) => {
      library.retry(documentId)
      return null
    },
  }
}
