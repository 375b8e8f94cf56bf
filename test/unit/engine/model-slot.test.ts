import { expect, it } from 'vitest'
import type { ModelFile } from '../../../src-main/engine/model-files.ts'
import { ModelSlot } from '../../../src-main/engine/model-slot.ts'

const never = new AbortController().signal
const file = (name: string): ModelFile => ({ name, path: `/models/${name}.gguf`, size: 1, modified: 1 })
const FOREVER = Number.POSITIVE_INFINITY

function slotWithLog() {
  const log: string[] = []
  const slot = new ModelSlot(async ({ name }: ModelFile) => {
    log.push(`load ${name}`)
    return {
      name,
      dispose: async () => {
        log.push(`dispose ${name}`)
      },
    }
  })
  return { slot, log }
}

it('loads a model once for any number of users', async () => {
  const { slot, log } = slotWithLog()
  const leases = await Promise.all([1, 2, 3].map(() => slot.lease(file('a'), FOREVER, never)))
  expect(log).toEqual(['load a'])
  expect(leases.filter(({ loadDuration }) => loadDuration > 0)).toHaveLength(1)
})

it('replaces it only when the last user has released it', async () => {
  const { slot, log } = slotWithLog()
  const first = await slot.lease(file('a'), FOREVER, never)
  const second = await slot.lease(file('a'), FOREVER, never)
  const other = slot.lease(file('b'), FOREVER, never)
  first.release()
  first.release()
  await new Promise(setImmediate)
  expect(log).toEqual(['load a'])
  second.release()
  expect((await other).model.name).toBe('b')
  expect(log).toEqual(['load a', 'dispose a', 'load b'])
})

it('unloads at once with a keep-alive of zero', async () => {
  const { slot, log } = slotWithLog()
  const { release } = await slot.lease(file('a'), 0, never)
  expect(slot.occupant?.file.name).toBe('a')
  release()
  while (slot.occupant) await new Promise(setImmediate)
  expect(log).toEqual(['load a', 'dispose a'])
})

it('loads a file anew that has changed', async () => {
  const { slot, log } = slotWithLog()
  ;(await slot.lease(file('a'), FOREVER, never)).release()
  ;(await slot.lease({ ...file('a'), modified: 2 }, FOREVER, never)).release()
  expect(log).toEqual(['load a', 'dispose a', 'load a'])
})

it('is free for the next one after a load that failed', async () => {
  let fails = true
  const slot = new ModelSlot(async () => {
    if (fails) throw new Error('truncated')
    return { dispose: async () => undefined }
  })
  await expect(slot.lease(file('a'), FOREVER, never)).rejects.toThrow('truncated')
  expect(slot.occupant).toBeNull()
  fails = false
  await slot.lease(file('a'), FOREVER, never)
})

it('lets a waiting user leave', async () => {
  const { slot } = slotWithLog()
  const holder = await slot.lease(file('a'), FOREVER, never)
  const leaving = new AbortController()
  const waiting = slot.lease(file('b'), FOREVER, leaving.signal)
  leaving.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
  expect((await slot.lease(file('a'), FOREVER, never)).model).toBe(holder.model)
})
