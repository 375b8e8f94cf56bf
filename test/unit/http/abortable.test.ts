import { expect, test } from 'vitest'
import { abortable } from '../../../src-main/http/abortable.ts'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

test('passes every item on, in order', async () => {
  const source = async function* () {
    yield* [1, 2, 3]
  }
  expect(await collect(abortable(source(), new AbortController().signal))).toEqual([1, 2, 3])
})

test('throws what the source throws', async () => {
  const source = async function* () {
    yield 1
    throw new Error('source')
  }
  await expect(collect(abortable(source(), new AbortController().signal))).rejects.toThrow('source')
})

test('throws the reason at once when aborted, although the source hangs', async () => {
  const controller = new AbortController()
  const source = async function* () {
    yield 1
    await new Promise(() => {})
  }
  const items = abortable(source(), controller.signal)
  expect(await items.next()).toEqual({ done: false, value: 1 })
  const next = items.next()
  controller.abort(new Error('gone'))
  await expect(next).rejects.toThrow('gone')
})

test('asks the source nothing when it was aborted before', async () => {
  const items = abortable(
    (async function* () {
      yield 1
    })(),
    AbortSignal.abort(new Error('gone')),
  )
  await expect(items.next()).rejects.toThrow('gone')
})

test('ends the source when its reader leaves', async () => {
  let ended = false
  const source = async function* () {
    try {
      yield* [1, 2]
    } finally {
      ended = true
    }
  }
  for await (const _item of abortable(source(), new AbortController().signal)) break
  expect(ended).toBe(true)
})
