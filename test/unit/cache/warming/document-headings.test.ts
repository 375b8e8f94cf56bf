import { expect, it, onTestFinished } from 'vitest'
import { documentHeadings } from '../../../../src-main/cache/index.ts'
import { openDatabase } from '../../../../src-main/storage/index.ts'
import { MemoryVectors } from '../../../fakes/memory-vectors.ts'
import { silentLog } from '../../../fakes/silent-log.ts'
import { store } from '../../../fakes/stored-documents.ts'

const signal = new AbortController().signal

async function library() {
  const database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
  onTestFinished(() => void database.dispose())
  const chunks = Array.from({ length: 150 }, (_, at) => `Passage ${at}`)
  await store(database, new MemoryVectors(), [
    { id: 'rules', title: 'Hut rules', collection: 'huts', chunks },
    { id: 'mules', title: 'Mules', collection: 'animals', chunks: ['a', 'b'] },
  ])
  const head = (document: string, from: number, heading: string) =>
    database
      .prepare('UPDATE chunk SET heading = ? WHERE document_id = ? AND ordinal >= ?')
      .run(heading, document, from)
  head('rules', 0, 'Hut rules › Introduction')
  head('rules', 10, 'Hut rules › Deposits')
  head('rules', 120, 'Hut rules › Quiet hours')
  head('mules', 0, 'Mules › Fodder')
  return { database, head }
}

it('headings of a collection become questions in the order of the text, each once', async () => {
  const { database } = await library()
  expect(await documentHeadings(database, 'huts', 100, signal)).toEqual([
    { question: 'What does Hut rules say about Deposits?', collectionId: 'huts' },
    { question: 'What does Hut rules say about Quiet hours?', collectionId: 'huts' },
  ])
})

it('those of all collections are asked in all of them', async () => {
  const { database } = await library()
  expect(await documentHeadings(database, null, 100, signal)).toEqual([
    { question: 'What does Hut rules say about Deposits?', collectionId: null },
    { question: 'What does Hut rules say about Quiet hours?', collectionId: null },
    { question: 'What does Mules say about Fodder?', collectionId: null },
  ])
})

it('there are no more of them than wanted', async () => {
  const { database } = await library()
  expect(await documentHeadings(database, null, 1, signal)).toHaveLength(1)
})

it('content that no longer counts has none', async () => {
  const { database } = await library()
  database.prepare("UPDATE document SET revision = 1 WHERE id = 'rules'").run()
  expect(await documentHeadings(database, 'huts', 100, signal)).toEqual([])
})

it('is ended by its signal', async () => {
  const { database } = await library()
  await expect(documentHeadings(database, null, 9, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
    'enough',
  )
})
