import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { idsInVectors } from '../../fakes/library-bench.ts'
import { bench, down, gate, withLibrary } from './library-service-set-up.ts'

withLibrary()

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

  test.each([
    new AppError('CIRCUIT_OPEN', { data: { breaker: 'engine_embed', state: 'open', retryAfterMs: 30_000 } }),
    new AppError('POOL_TIMEOUT'),
  ])(
    'an embedder that is not even asked ($code) is waited for; its document is not to blame',
    async (error) => {
      bench.embedder.error = error
      const path = bench.write('a.txt', 'Lamp oil.')
      expect(await bench.addAndSettle(path)).toMatchObject({ failed: 0, waitingFor: 'embedder' })
      bench.embedder.error = null
      await expect.poll(() => bench.stateOf(path)).toBe('indexed')
    },
  )

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
