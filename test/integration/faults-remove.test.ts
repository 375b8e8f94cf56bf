import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startApp } from './faults-app.ts'
import { temporaryFolder } from './faults-headless.ts'
import { PATIENCE } from './faults-script.ts'
import { lookIntoStores } from './faults-stores.ts'

const passages = (of: string, shared: string) =>
  [...Array.from({ length: 6 }, (_, n) => `Passage ${n} about the ${of}. `.repeat(40)), shared].join('\n\n')
const SHARED = 'Both documents end with this very sentence about marmalade. '.repeat(20)

test('a removed document and a removed collection are gone from every table, full text, embeddings and Chroma', async () => {
  const dataFolder = temporaryFolder()
  const files = join(temporaryFolder(), 'files')
  mkdirSync(files)
  const secret = join(files, 'secret.txt')
  const open = join(files, 'open.txt')
  const third = join(files, 'third.txt')
  writeFileSync(secret, passages('secret xylophone', SHARED))
  writeFileSync(open, passages('open harmonica', SHARED))
  writeFileSync(third, passages('third kazoo', 'It ends otherwise.'))

  const app = await startApp(dataFolder)
  await app.script.whenReady()
  await app.script.add([secret, open])
  await app.script.add([third], 'Doomed')
  const documents = await app.script.whenRead(3)
  const { conversations, sessions, library } = app.services
  const ask = (question: string) =>
    sessions.start({ conversationId: null, collectionId: null, parentId: null, question }).conversationId
  const conversationId = ask('What about the secret xylophone?')
  await expect.poll(() => conversations.get(conversationId).messages.at(-1)?.state, PATIENCE).toBe('complete')
  const cited = () => conversations.get(conversationId).messages.at(-1)?.citations[0]
  const id = documents.find(({ path }) => path === secret)?.id ?? ''
  expect(cited()?.documentId).toBe(id)

  expect((await app.script.call('DELETE', `/api/documents/${id}`)).status).toBe(204)
  expect((await app.script.call('DELETE', `/api/documents/${id}`)).body.error?.code).toBe('NOT_FOUND')
  library.removeCollection(library.findCollection('Doomed')?.id ?? '')

  // The old conversation keeps what it quoted, and the document says that it is gone.
  expect(cited()).toMatchObject({ documentId: id, quote: expect.stringContaining('xylophone') })
  expect(() => library.text(id)).toThrowError('The document is no longer in the library.')
  const answer = await app.script.ask('What about the secret xylophone?')
  expect(answer.citations.map(({ path }) => path)).not.toContain(secret)
  expect(JSON.stringify(answer)).not.toContain('Passage 1 about the secret')
  const status = await library.whenSettled(AbortSignal.timeout(PATIENCE.timeout))
  expect(status).toMatchObject({ waitingFor: null, failed: 0 })
  await app.stop()

  await lookIntoStores(dataFolder, ({ rows, vectors }) => {
    const left = documents.find(({ path }) => path === open)?.id
    expect(rows('SELECT id FROM document')).toEqual([{ id: left }])
    expect(rows('SELECT DISTINCT document_id FROM chunk')).toEqual([{ document_id: left }])
    expect(rows('SELECT DISTINCT document_id FROM document_text')).toEqual([{ document_id: left }])
    expect(rows('SELECT name FROM collection')).toEqual([{ name: 'My documents' }])
    for (const word of ['xylophone', 'kazoo']) {
      expect(rows(`SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH '${word}'`), word).toEqual([])
    }
    for (const table of ['ingest', 'retired_revision', 'vector_removal']) {
      expect(rows(`SELECT * FROM ${table}`), table).toEqual([])
    }
    const chunks = rows<{ id: number }>('SELECT id FROM chunk ORDER BY id').map(({ id: chunk }) =>
      String(chunk),
    )
    // Of texts that nobody has any more no embedding is left; of the shared one there is.
    expect(rows('SELECT text_hash FROM embedding EXCEPT SELECT text_hash FROM chunk')).toEqual([])
    expect(rows('SELECT text_hash FROM chunk EXCEPT SELECT text_hash FROM embedding')).toEqual([])
    expect(vectors.map((vector) => vector.split('/')[1]).sort()).toEqual([...chunks].sort())
    expect(new Set(vectors.map((vector) => vector.split('/')[0])).size).toBe(1)
  })
})
