import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { FakeEmbedder } from '../../fakes/fake-models.ts'
import { idsInVectors } from '../../fakes/library-bench.ts'
import { bench, down, gate, withLibrary } from './library-service-set-up.ts'

withLibrary()

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
