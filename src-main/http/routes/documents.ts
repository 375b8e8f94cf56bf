import { isAbsolute } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { addDocumentsRequest } from '../../../src-shared/schemas/http.ts'
import type { DocumentRow } from '../../../src-shared/schemas/library.ts'
import { id } from '../../../src-shared/schemas/library.ts'
import { AppError } from '../../base/app-error.ts'
import type { ApiServices } from '../api-services.ts'
import { parse } from '../errors.ts'

const ADD_DEADLINE_MS = 120_000

const listQuery = z.strictObject({
  collection: z.string().min(1).max(80).optional(),
  search: z.string().max(500).default(''),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(500),
})

export function documentRoutes(server: FastifyInstance, { library }: ApiServices): void {
  const collectionNames = () => new Map(library.collections().map(({ id: key, name }) => [key, name]))

  /** The page is the body; how many there are in all is X-Total-Count. */
  server.get('/api/documents', async (request, reply) => {
    const { collection, ...page } = parse(listQuery, request.query)
    const wanted = collection === undefined ? null : findCollection(library, collection)
    const names = collectionNames()
    const { items, total } = library.documents({ ...page, collectionId: wanted?.id ?? null, state: null })
    return reply.header('X-Total-Count', total).send(items.map((row) => toWire(row, names)))
  })

  server.post('/api/documents', async (request, reply) => {
    const { paths, collection } = parse(addDocumentsRequest, request.body)
    if (!paths.every((path) => isAbsolute(path) && !path.includes('\0'))) {
      throw new AppError('INVALID_INPUT', {
        message: 'paths must be absolute: the server has no folder of yours.',
      })
    }
    const target =
      collection === undefined
        ? library.defaultCollection()
        : (library.findCollection(collection) ?? library.createCollection(collection))
    const { items, refused } = await library.add(paths, target.id, AbortSignal.timeout(ADD_DEADLINE_MS))
    return reply.status(202).send({
      collection: { id: target.id, name: target.name },
      items: items.map(({ documentId, path, state, unchanged }) => ({
        id: documentId,
        path,
        state,
        unchanged,
      })),
      refused,
    })
  })

  server.delete('/api/documents/:id', async (request, reply) => {
    const { id: documentId } = parse(z.strictObject({ id }), request.params)
    // NOT_FOUND before anything is touched.
    library.document(documentId)
    library.removeDocuments([documentId])
    return reply.status(204).send()
  })
}

export function findCollection(library: ApiServices['library'], idOrName: string) {
  const found = library.findCollection(idOrName)
  if (!found) throw new AppError('NOT_FOUND', { message: 'There is no collection by that name.' })
  return found
}

function toWire(row: DocumentRow, names: ReadonlyMap<string, string>) {
  return {
    id: row.id,
    path: row.path,
    title: row.title,
    collection: names.get(row.collectionId) ?? row.collectionId,
    state: row.state,
    ...(row.error ? { error: row.error } : {}),
    chunks: row.chunks,
  }
}
