import { describe, expect, test, vi } from 'vitest'
import { GrowingIndex } from '../../../../src-main/cache/nearest/growing-index.ts'
import { cosine, seededVectors } from '../../../fakes/seeded-vectors.ts'
import { vectorIndexSuite } from '../../../fakes/vector-index-suite.ts'
import { graphWorld, ScriptedChild, settled } from './graph-world.ts'

vectorIndexSuite('a scan that grows into a graph', (dimension) => {
  const index = graphWorld().index(dimension)
  return { index, settle: () => settled(index) }
})

vectorIndexSuite('a scan whose graph never comes', (dimension) => ({
  index: graphWorld(() => new ScriptedChild(null)).index(dimension),
  settle: async () => {},
}))

const vectors = seededVectors(80, 8)
const [asked = new Float32Array(8)] = seededVectors(1, 8, 77)
const nearestOf = (ids: Iterable<number>) =>
  [...ids].sort((a, b) => similarity(b) - similarity(a)).slice(0, 5)
const similarity = (id: number) => cosine(vectors[id] ?? asked, asked)

function filled(world = graphWorld(), count = vectors.length) {
  const index = world.index(8)
  for (const [id, vector] of vectors.slice(0, count).entries()) index.add(id, vector)
  return { world, index, found: async () => (await index.nearest(asked, 5)).map(({ id }) => id) }
}

describe('its graph', () => {
  test('is built above one number and given up below another', async () => {
    const { index, world } = filled(undefined, 30)
    expect(index.graph).toBe('none')
    index.add(30, asked)
    expect(index.graph).toBe('away')
    await settled(index)
    for (let id = 0; id < 11; id++) index.remove(id)
    expect(index.size).toBe(20)
    await settled(index)
    expect(index.graph).toBe('whole')
    index.remove(11)
    expect(index.graph).toBe('none')
    for (let id = 0; id < 10; id++) index.add(id, vectors[id] ?? asked)
    expect(index).toMatchObject({ size: 29, graph: 'none' })
    index.add(10, vectors[10] ?? asked)
    index.add(11, vectors[11] ?? asked)
    await settled(index)
    expect(index.graph).toBe('whole')
    expect(world.host.failures).toBe(0)
  })

  test('is asked once it is whole, and what comes later is found at once', async () => {
    const { index, found } = filled()
    expect(await found()).toEqual(nearestOf(vectors.keys()))
    await settled(index)
    expect(await found()).toEqual(nearestOf(vectors.keys()))
    index.add(500, asked)
    expect(index.graph).toBe('behind')
    expect((await found())[0]).toBe(500)
    index.remove(500)
    expect(await found()).toEqual(nearestOf(vectors.keys()))
  })

  test('costs no wrong answer where its process is killed, and is built anew after a pause', async () => {
    const { index, world, found } = filled()
    await settled(index)
    const looked = found()
    await world.kill()
    expect(await looked).toEqual(nearestOf(vectors.keys()))
    expect(index.graph).toBe('away')
    index.remove(nearestOf(vectors.keys())[0] ?? 0)
    const rest = [...vectors.keys()].filter((id) => id !== nearestOf(vectors.keys())[0])
    expect(await found()).toEqual(nearestOf(rest))
    expect(world.host.failures).toBe(1)
    world.clock.advance(999)
    expect(world.children).toHaveLength(1)
    world.clock.advance(1)
    expect(world.children).toHaveLength(2)
    await settled(index)
    expect(await found()).toEqual(nearestOf(rest))
  })

  test('is waited for longer each time that its process is lost', async () => {
    const world = graphWorld(() => {
      const child = new ScriptedChild(null)
      child.kill()
      return child
    })
    const { found } = filled(world)
    for (const [failures, pause] of [1_000, 10_000, 60_000, 60_000].entries()) {
      await vi.waitFor(() => expect(world.host.failures).toBe(failures + 1))
      expect(world.clock.next).toBe(pause)
      world.clock.advance(pause)
    }
    expect(await found()).toEqual(nearestOf(vectors.keys()))
  })

  test('is never tried again where the library cannot be loaded', async () => {
    const world = graphWorld(() => new ScriptedChild({ type: 'unloadable', message: 'no binary' }))
    const { found } = filled(world)
    await vi.waitFor(() => expect(world.host.failures).toBe(1))
    expect(world.clock.pending).toBe(0)
    filled(world)
    expect(world.children).toHaveLength(1)
    expect(await found()).toEqual(nearestOf(vectors.keys()))
  })

  test('is done without where it does not answer in time', async () => {
    const world = graphWorld(
      () =>
        new ScriptedChild({ type: 'ready' }, (message) =>
          message.type === 'apply' ? { type: 'applied', request: message.request } : null,
        ),
    )
    const { index, found } = filled(world)
    await settled(index)
    const late = found()
    await vi.waitFor(() => expect(world.clock.next).toBe(1_000))
    world.clock.advance(1_000)
    expect(await late).toEqual(nearestOf(vectors.keys()))
    expect(world.host.failures).toBe(1)
    expect(index.graph).toBe('whole')
  })

  test('is given up with its process where it takes in nothing', async () => {
    const world = graphWorld(() => new ScriptedChild({ type: 'ready' }))
    const { index, found } = filled(world)
    await vi.waitFor(() => expect(world.clock.next).toBe(60_000))
    world.clock.advance(60_000)
    await vi.waitFor(() => expect(world.host.failures).toBe(1))
    expect(index.graph).toBe('away')
    expect(await found()).toEqual(nearestOf(vectors.keys()))
  })

  test('is no reason to miss what it does not hold yet', async () => {
    const start = () =>
      new ScriptedChild({ type: 'ready' }, (message) =>
        message.type === 'search' ? { type: 'found', request: message.request, ids: [] } : null,
      )
    const { index, found } = filled(graphWorld(start))
    await vi.waitFor(() => expect(index.graph).toBe('behind'))
    expect(await found()).toEqual(nearestOf(vectors.keys()))
  })

  test('misses nothing that it takes in while a look-up is under way', async () => {
    let child: ScriptedChild | null = null
    let waiting: number | null = null
    const world = graphWorld(() => {
      child = new ScriptedChild({ type: 'ready' }, (message) => {
        if (message.type === 'search') return { type: 'found', request: message.request, ids: [] }
        if (message.type !== 'apply') return null
        if (!message.batch.ids.includes(500)) return { type: 'applied', request: message.request }
        waiting = message.request
        return null
      })
      return child
    })
    const { index, found } = filled(world)
    await settled(index)
    index.add(500, asked)
    expect(waiting).not.toBe(null)
    const looked = found()
    child = child as ScriptedChild | null
    child?.say({ type: 'applied', request: waiting ?? 0 })
    expect((await looked)[0]).toBe(500)
  })

  test('says nothing that is not so, whatever the process answers', async () => {
    const start = () =>
      new ScriptedChild({ type: 'ready' }, (message) => {
        if (message.type === 'apply') return { type: 'applied', request: message.request }
        if (message.type !== 'search') return null
        return { type: 'found', request: message.request, ids: [3, 9999, -1, 3, 5] }
      })
    const { index } = filled(graphWorld(start))
    await settled(index)
    index.remove(5)
    const found = await index.nearest(asked, 5)
    expect(found).toHaveLength(1)
    expect(found[0]?.id).toBe(3)
    expect(found[0]?.similarity).toBeCloseTo(similarity(3), 5)
  })
})

describe('the process', () => {
  test('is one for all, and ends with the last graph', async () => {
    const world = graphWorld()
    const [one, other] = [filled(world).index, filled(world).index]
    await Promise.all([settled(one), settled(other)])
    expect(world.children).toHaveLength(1)
    const ended = new Promise((resolve) => world.children[0]?.onExit(resolve))
    one.dispose()
    expect(await other.nearest(asked, 1)).toMatchObject([{ id: nearestOf(vectors.keys())[0] }])
    other.dispose()
    await ended
    expect(world.host.failures).toBe(0)
  })

  test('is gone when the host is disposed, also where a look-up waits for it', async () => {
    const { index, world, found } = filled()
    await settled(index)
    const waiting = found()
    await world.host.dispose()
    expect(world.ended.size).toBe(1)
    expect(await waiting).toEqual(nearestOf(vectors.keys()))
    expect(world.clock.pending).toBe(0)
    filled(world)
    expect(world.children).toHaveLength(1)
    await world.host.dispose()
  })
})

test('the number below which it is given up must not be above the other', () => {
  const { host } = graphWorld()
  const options = { dimension: 8, graphs: host, graphAbove: 10 }
  expect(() => new GrowingIndex({ ...options, graphBelow: 11 })).toThrow('above graphAbove 10, got 11')
  expect(new GrowingIndex({ ...options, graphBelow: 10 }).graph).toBe('none')
})
