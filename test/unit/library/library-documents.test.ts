import { utimesSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { idsInVectors } from '../../fakes/library-bench.ts'
import { bench, down, gate, withLibrary } from './library-service-set-up.ts'

withLibrary()

describe('a document that is added', () => {
  test('is read, embedded, in the vector store and found by its words', async () => {
    const path = bench.write('a.txt', 'The lamp burns oil.\n\nThe mule carries flour.')
    const before = bench.library.defaultCollection().version
    const status = await bench.addAndSettle(path)
    expect(status).toMatchObject({ total: 1, done: 1, failed: 0, waitingFor: null, active: [] })
    expect(bench.documentAt(path)).toMatchObject({ state: 'indexed', chunks: 2, title: 'a.txt' })
    expect(bench.found('flour')).toEqual(['The mule carries flour.'])
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
    expect(bench.library.defaultCollection().version).toBeGreaterThan(before)
    const id = bench.documentAt(path)?.id ?? ''
    expect(bench.library.text(id).text).toBe('The lamp burns oil.\n\nThe mule carries flour.')
  })

  test('is not read again while its size and time are the same', async () => {
    const path = bench.write('a.txt', 'One.')
    await bench.addAndSettle(path)
    const result = await bench.add(path)
    expect(result.items).toMatchObject([{ path, unchanged: true, state: 'indexed' }])
    await bench.settled()
    expect(bench.readers.reads).toEqual([path])
  })

  test('keeps its chunks when the file was only touched', async () => {
    const path = bench.write('a.txt', 'One.')
    await bench.addAndSettle(path)
    const before = bench.chunkIds()
    utimesSync(path, 1_800_000_000, 1_800_000_000)
    expect((await bench.add(path)).items).toMatchObject([{ unchanged: false }])
    await bench.settled()
    expect(bench.readers.reads).toHaveLength(2)
    expect(bench.chunkIds()).toEqual(before)
    expect(bench.embedder.asked).toEqual(['One.'])
    expect((await bench.add(path)).items).toMatchObject([{ unchanged: true }])
  })

  test('is one document however often and by whatever path it is added, and another in another collection', async () => {
    const path = bench.write('a.txt', 'One.')
    await bench.addAndSettle(path, `${bench.files}/../files/a.txt`, bench.files)
    const other = bench.library.createCollection('Other')
    await bench.library.add([path], other.id, AbortSignal.timeout(10_000))
    await bench.settled()
    expect(bench.library.collections().map(({ documents }) => documents)).toEqual([1, 1])
    expect(bench.embedder.asked).toEqual(['One.'])
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('is asked of the embedder only for text that nobody asked for before', async () => {
    const same = 'The same words in both.'
    await bench.addAndSettle(bench.write('a.txt', `${same}\n\nOnly here.\n\n${same}`))
    await bench.addAndSettle(bench.write('b.txt', `${same}\n\nOnly there.`))
    expect([...bench.embedder.asked].sort()).toEqual(['Only here.', 'Only there.', same])
    expect(idsInVectors(bench)).toHaveLength(5)
  })

  test('may have any name', async () => {
    const names = [
      `a "quoted" 'name'.txt`,
      'new\nline.md',
      '🐐.txt',
      '<img src=x onerror=alert(1)>.md',
      '%_.txt',
    ]
    const paths = names.map((name) => bench.write(name, `Text of ${name}`))
    await bench.addAndSettle(bench.files)
    expect(paths.map((path) => bench.stateOf(path))).toEqual(names.map(() => 'indexed'))
    const search = (text: string) =>
      bench.library.documents({ collectionId: null, search: text, state: null, offset: 0, limit: 9 }).total
    expect(search('%_')).toBe(1)
    expect(search('🐐')).toBe(1)
  })
})

describe('a file that changed', () => {
  test('answers with its old content until the new is stored, then only with the new', async () => {
    const path = bench.write('a.txt', 'Old words.\n\nKept words.')
    await bench.addAndSettle(path)
    const { closed, open } = gate()
    bench.readers.before = () => closed
    bench.write('a.txt', 'New words and more.\n\nKept words.')
    await bench.add(path)
    expect(bench.found('old')).toEqual(['Old words.'])
    open()
    await bench.settled()
    expect(bench.found('old')).toEqual([])
    expect(bench.found('new')).toEqual(['New words and more.'])
    expect(bench.embedder.asked.filter((text) => text === 'Kept words.')).toHaveLength(1)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
    expect(bench.count('chunk')).toBe(2)
    expect(bench.count('embedding')).toBe(2)
    expect(bench.count('document_text')).toBe(1)
  })

  test('keeps its old content where it cannot be read any more', async () => {
    const path = bench.write('a.txt', 'Old words.')
    await bench.addAndSettle(path)
    bench.write('a.txt', 'New words, longer.')
    bench.readers.before = () => {
      throw new AppError('FILE_CORRUPT')
    }
    const status = await bench.addAndSettle(path)
    expect(status.failed).toBe(1)
    expect(bench.documentAt(path)).toMatchObject({ state: 'failed', error: { code: 'FILE_CORRUPT' } })
    expect(bench.found('old')).toEqual(['Old words.'])
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('is read again by itself when it changed under the reader', async () => {
    const path = bench.write('a.txt', 'Words.')
    let times = 0
    bench.readers.before = () => {
      if (++times < 3) throw new AppError('FILE_CHANGED')
    }
    await bench.addAndSettle(path)
    expect(bench.stateOf(path)).toBe('indexed')
    expect(times).toBe(3)
  })

  test('fails with a reason when it never stands still', async () => {
    const path = bench.write('a.txt', 'Words.')
    bench.readers.before = () => {
      throw new AppError('FILE_CHANGED')
    }
    await bench.addAndSettle(path)
    expect(bench.documentAt(path)).toMatchObject({ state: 'failed', error: { code: 'FILE_CHANGED' } })
  })
})

describe('removing', () => {
  test('a document takes it out of every store, and leaves what others share', async () => {
    const a = bench.write('a.txt', 'Shared words.\n\nSecret words.')
    const b = bench.write('b.txt', 'Shared words.')
    await bench.addAndSettle(a, b)
    bench.library.removeDocuments([bench.documentAt(a)?.id ?? ''])
    expect(bench.found('secret')).toEqual([])
    await bench.settled()
    expect(bench.count('chunk')).toBe(1)
    expect(bench.count('chunk_fts')).toBe(1)
    expect(bench.count('embedding')).toBe(1)
    expect(bench.count('document_text')).toBe(1)
    expect(bench.count('vector_removal')).toBe(0)
    expect(bench.count('retired_revision')).toBe(0)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
    expect(bench.rows("SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH 'secret'")).toEqual([])
  })

  test('a document while the vector store is away reaches it later', async () => {
    const a = bench.write('a.txt', 'Secret words.')
    await bench.addAndSettle(a)
    bench.vectors.setState(down)
    bench.library.removeDocuments([bench.documentAt(a)?.id ?? ''])
    expect((await bench.settled()).waitingFor).toBe('vector_store')
    bench.vectors.setState({ state: 'ready' })
    await bench.settled()
    expect(idsInVectors(bench)).toEqual([])
  })

  test('a document that is being embedded leaves nothing behind', async () => {
    const { closed, open } = gate()
    bench.embedder.gate = closed
    const a = bench.write('a.txt', 'Secret words.')
    await bench.add(a)
    await expect.poll(() => bench.stateOf(a)).toBe('chunked')
    bench.library.removeDocuments([bench.documentAt(a)?.id ?? ''])
    await expect.poll(() => bench.count('chunk')).toBe(0)
    open()
    await bench.settled()
    expect(bench.count('embedding')).toBe(0)
    expect(idsInVectors(bench)).toEqual([])
  })

  test('a collection drops its vectors whole', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'Words.'))
    bench.library.removeCollection(bench.collectionId)
    await bench.settled()
    expect(await bench.vectors.list()).toEqual([])
    for (const table of ['document', 'chunk', 'embedding', 'document_text', 'vector_generation', 'ingest']) {
      expect(bench.count(table), table).toBe(0)
    }
  })
})
