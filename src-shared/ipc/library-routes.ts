import { z } from 'zod'
import {
  type AddResult,
  type Collection,
  collectionName,
  type DocumentRow,
  type DocumentText,
  documentSort,
  documentState,
  type IngestStatus,
  id,
} from '../schemas/library.ts'
import { limits } from '../schemas/limits.ts'
import { answers, defineRoute, nothing } from './define-route.ts'

const ids = z.array(id).min(1).max(limits.pathsAtOnce)

export const libraryRoutes = {
  'library.collections': defineRoute({ input: nothing, output: answers<readonly Collection[]>() }),
  'library.createCollection': defineRoute({
    input: z.strictObject({ name: collectionName }),
    output: answers<Collection>(),
  }),
  'library.renameCollection': defineRoute({
    input: z.strictObject({ collectionId: id, name: collectionName }),
    output: answers<null>(),
  }),
  /** With all its documents, from every store. */
  'library.removeCollection': defineRoute({
    input: z.strictObject({ collectionId: id }),
    output: answers<null>(),
  }),

  'library.documents': defineRoute({
    input: z.strictObject({
      collectionId: id.nullable().default(null),
      search: z.string().max(limits.searchText).default(''),
      state: documentState.nullable().default(null),
      sort: documentSort.default('addedAt'),
      descending: z.boolean().default(true),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(200),
    }),
    output: answers<{ readonly items: readonly DocumentRow[]; readonly total: number }>(),
  }),
  'library.text': defineRoute({ input: z.strictObject({ documentId: id }), output: answers<DocumentText>() }),
  /** Opens the dialog; null where the person chose nothing. */
  'library.pick': defineRoute({
    input: z.strictObject({ kind: z.enum(['files', 'folder']), collectionId: id }),
    output: answers<AddResult | null>(),
  }),
  /** The files come beside the input, from the drop itself (see the preload). */
  'library.addDropped': defineRoute({
    input: z.strictObject({ collectionId: id }),
    output: answers<AddResult>(),
  }),
  /** The handbook that comes with the app, into a collection of its own. */
  'library.addSamples': defineRoute({ input: nothing, output: answers<AddResult>() }),
  'library.removeDocuments': defineRoute({
    input: z.strictObject({ documentIds: ids }),
    output: answers<null>(),
  }),
  'library.showInFolder': defineRoute({ input: z.strictObject({ documentId: id }), output: answers<null>() }),

  'library.status': defineRoute({ input: nothing, output: answers<IngestStatus>() }),
  'library.pause': defineRoute({ input: nothing, output: answers<null>() }),
  'library.resume': defineRoute({ input: nothing, output: answers<null>() }),
  /** Null cancels all that waits. What was answered from before stays. */
  'library.cancel': defineRoute({
    input: z.strictObject({ documentId: id.nullable() }),
    output: answers<null>(),
  }),
  /** Null retries all that failed. */
  'library.retry': defineRoute({
    input: z.strictObject({ documentId: id.nullable() }),
    output: answers<null>(),
  }),
}
