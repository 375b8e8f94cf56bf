import { utimesSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { FakeEmbedder } from '../../fakes/fake-models.ts'
import { idsInVectors, LibraryBench } from '../../fakes/library-bench.ts'

let bench: LibraryBench

beforeEach(() => {
  bench = LibraryBench.inMemory()
})
afterEach(() => bench.dispose())

const down = { state: 'down', reason: 'test' } as const

/** Opened by the test. */
function gate() {
  let open = () => {}
  const closed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { closed, open }
}

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

describe('a part that is away', () => {
  test('no embedder: found by words, waits, goes on by itself', async () => {
    bench.models.select(null)
    const path = bench.write('a.txt', 'Lamp oil.')
    const status = await bench.addAndSettle(path)
    expect(status.waitingFor).toBe('embedder')
    expect(bench.stateOf(path)).toBe('chunked')
    expect(bench.found('lamp')).toEqual(['Lamp oil.'])
    bench.models.select(bench.embedder)
    expect((await bench.settled()).waitingFor).toBe(null)
    expect(bench.stateOf(path)).toBe('indexed')
  })

  test('an embedder that fails is asked again without anybody saying so', async () => {
    bench.embedder.error = new AppError('DEADLINE_TOTAL')
    const path = bench.write('a.txt', 'Lamp oil.')
    expect((await bench.addAndSettle(path)).waitingFor).toBe('embedder')
    bench.embedder.error = null
    await expect.poll(() => bench.stateOf(path)).toBe('indexed')
  })

  test('no vector store: embedded, waits, goes on when it is ready', async () => {
    bench.vectors.setState(down)
    const path = bench.write('a.txt', 'Lamp oil.')
    const status = await bench.addAndSettle(path)
    expect(status.waitingFor).toBe('vector_store')
    expect(bench.stateOf(path)).toBe('embedded')
    bench.vectors.setState({ state: 'ready' })
    await bench.settled()
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
    expect(bench.embedder.asked).toHaveLength(1)
  })

  test('no room on the disk: waits, says so, goes on', async () => {
    let isFull = true
    bench.readers.before = () => {
      if (isFull) throw new AppError('DISK_FULL')
    }
    const path = bench.write('a.txt', 'Lamp oil.')
    expect((await bench.addAndSettle(path)).waitingFor).toBe('disk')
    isFull = false
    await expect.poll(() => bench.stateOf(path)).toBe('indexed')
  })

  test('a text that the embedder refuses fails its document and no other', async () => {
    bench.embedder.refuses = (text) => text.includes('poison')
    const bad = bench.write('bad.txt', 'Good.\n\nSome poison.')
    const good = bench.write('good.txt', 'Also good.')
    const status = await bench.addAndSettle(bad, good)
    expect(status).toMatchObject({ failed: 1, waitingFor: null })
    expect(bench.documentAt(bad)).toMatchObject({ state: 'failed', error: { code: 'EMBEDDING_INVALID' } })
    expect(bench.stateOf(good)).toBe('indexed')
    bench.embedder.refuses = () => false
    bench.library.retry(null)
    await bench.settled()
    expect(bench.stateOf(bad)).toBe('indexed')
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })
})

describe('the queue', () => {
  test('stands still while paused, also after a restart, and goes on when resumed', async () => {
    bench.library.pause()
    const path = bench.write('a.txt', 'Words.')
    expect((await bench.addAndSettle(path)).paused).toBe(true)
    await bench.restart()
    expect((await bench.settled()).paused).toBe(true)
    expect(bench.stateOf(path)).toBe('discovered')
    bench.library.resume()
    await bench.settled()
    expect(bench.stateOf(path)).toBe('indexed')
  })

  test('forgets a new document that is cancelled and keeps the old content of a known one', async () => {
    const known = bench.write('known.txt', 'Old words.')
    await bench.addAndSettle(known)
    const { closed, open } = gate()
    bench.readers.before = () => closed
    bench.write('known.txt', 'New words, longer.')
    const fresh = bench.write('fresh.txt', 'Fresh words.')
    await bench.add(known, fresh)
    bench.library.cancel(null)
    open()
    await bench.settled()
    expect(bench.documentAt(fresh)).toBeUndefined()
    expect(bench.stateOf(known)).toBe('indexed')
    expect(bench.found('old')).toEqual(['Old words.'])
    expect(bench.count('chunk')).toBe(1)
  })

  test('keeps the error of each file and goes on with the others; retry reads it again', async () => {
    const bad = bench.write('bad.txt', 'Bad.')
    const good = bench.write('good.txt', 'Good.')
    bench.readers.before = (path) => {
      if (path === bad) throw new AppError('FILE_ENCRYPTED')
    }
    expect(await bench.addAndSettle(bad, good)).toMatchObject({ total: 2, done: 1, failed: 1 })
    await bench.restart()
    expect(bench.documentAt(bad)?.error).toEqual({
      code: 'FILE_ENCRYPTED',
      message: 'The file is protected by a password.',
    })
    bench.readers.before = () => undefined
    bench.library.retry(bench.documentAt(bad)?.id ?? '')
    await bench.settled()
    expect(bench.stateOf(bad)).toBe('indexed')
  })

  test('goes on after an end in the middle without asking the embedder twice', async () => {
    const path = bench.write('a.txt', Array.from({ length: 200 }, (_, n) => `Passage ${n}.`).join('\n\n'))
    await bench.add(path)
    await expect.poll(() => bench.embedder.asked.length).toBeGreaterThan(31)
    await bench.restart()
    await bench.settled()
    expect(bench.stateOf(path)).toBe('indexed')
    expect(new Set(bench.embedder.asked).size).toBe(200)
    expect(bench.embedder.asked.length).toBeLessThan(200 + 3 * 32)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })
})

describe('the vector store', () => {
  test('is built again from SQLite, without one call to the embedder, when it lost everything', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'One.\n\nTwo.'), bench.write('b.txt', 'Three.'))
    bench.embedder.error = new AppError('INTERNAL', { message: 'nobody may ask' })
    bench.vectors.setState(down)
    bench.vectors.lose()
    bench.vectors.setState({ state: 'ready' })
    expect((await bench.settled()).rebuild).toBe(null)
    expect(bench.embedder.asked).toHaveLength(3)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('is built again at the next start, also where no embedder answers', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'One.\n\nTwo.'))
    bench.vectors.lose()
    bench.models.select(null)
    await bench.restart()
    await bench.settled()
    bench.models.select(bench.embedder)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('that lost a part is built beside the old, which answers until then', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'One.\n\nTwo.'))
    const [old = ''] = bench.library.vectorCollections(null)
    await bench.vectors.remove(old, [bench.chunkIds()[0] ?? ''])
    await bench.restart()
    await bench.settled()
    expect(bench.library.vectorCollections(null)).not.toContain(old)
    expect(await bench.vectors.list()).not.toContain(old)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('loses collections of ours that nobody names, and keeps those of others', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'One.'))
    const [own = ''] = bench.library.vectorCollections(null)
    const orphan = `${own.split('_').slice(0, 2).join('_')}_orphan`
    const record = { id: '1', vector: new Float32Array([1]) }
    await bench.vectors.upsert(orphan, [record])
    await bench.vectors.upsert('alcove_of-another_1', [record])
    await bench.restart()
    await bench.settled()
    expect([...(await bench.vectors.list())].sort()).toEqual([own, 'alcove_of-another_1'].sort())
  })

  test('never mixes embedders: another one gets a collection of its own, then the old one goes', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'One.\n\nTwo.'))
    const [old = ''] = bench.library.vectorCollections(null)
    const second = new FakeEmbedder('sha256:two', 48)
    bench.models.select(second)
    expect(bench.library.vectorCollections(null)).not.toContain(old)
    await bench.settled()
    expect([...second.asked].sort()).toEqual(['One.', 'Two.'])
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
    expect(await bench.vectors.list()).toEqual(bench.library.vectorCollections(null))
    bench.models.select(bench.embedder)
    await bench.settled()
    expect(bench.embedder.asked).toHaveLength(2)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('gets what was being added when the embedder was changed', async () => {
    const { closed, open } = gate()
    bench.embedder.gate = closed
    const path = bench.write('a.txt', 'One.\n\nTwo.')
    await bench.add(path)
    await expect.poll(() => bench.stateOf(path)).toBe('chunked')
    const second = new FakeEmbedder('sha256:two', 48)
    bench.models.select(second)
    open()
    await bench.settled()
    expect(bench.stateOf(path)).toBe('indexed')
    expect(second.asked).toHaveLength(2)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
  })

  test('is built anew when asked to', async () => {
    await bench.addAndSettle(bench.write('a.txt', 'One.'))
    const before = bench.library.vectorCollections(null)
    bench.library.rebuildVectors()
    await bench.settled()
    expect(bench.library.vectorCollections(null)).not.toEqual(before)
    expect(idsInVectors(bench)).toEqual(bench.chunkIds())
    expect(bench.embedder.asked).toHaveLength(1)
  })
})

describe('collections', () => {
  test('have one name each, in any case of its letters, and are found by it', async () => {
    const made = bench.library.createCollection('  Rêves "2" 🐐 ')
    expect(made.name).toBe('Rêves "2" 🐐')
    expect(bench.library.findCollection('Rêves "2" 🐐')?.id).toBe(made.id)
    expect(() => bench.library.createCollection('rêves "2" 🐐')).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }),
    )
    bench.library.renameCollection(made.id, 'RÊVES "2" 🐐')
    expect(() => bench.library.createCollection(' ')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
    expect(() => bench.library.removeCollection('none')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })
})
