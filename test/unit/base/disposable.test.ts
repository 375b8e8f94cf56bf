import { expect, test, vi } from 'vitest'
import { DisposableStore, toDisposable } from '../../../src-main/base/disposable.ts'

test('a disposable is disposed once, and every caller waits for the same end', async () => {
  const dispose = vi.fn(async () => {})
  const disposable = toDisposable(dispose)
  expect(disposable.dispose()).toBe(disposable.dispose())
  await disposable.dispose()
  expect(dispose).toHaveBeenCalledTimes(1)
})

test('a store disposes in reverse order, each after the end of the one before', async () => {
  const store = new DisposableStore()
  const order: string[] = []
  for (const name of ['database', 'server', 'window']) {
    store.add({
      async dispose() {
        order.push(`${name} begins`)
        await new Promise((resolve) => setImmediate(resolve))
        order.push(`${name} ends`)
      },
    })
  }
  await store.dispose()
  expect(order).toEqual([
    'window begins',
    'window ends',
    'server begins',
    'server ends',
    'database begins',
    'database ends',
  ])
})

test('a store tries each, whatever others did, and tells all failures together', async () => {
  const store = new DisposableStore()
  const last = vi.fn()
  store.add({ dispose: last })
  store.add({ dispose: () => Promise.reject(new Error('later')) })
  store.add({
    dispose() {
      throw new Error('at once')
    },
  })
  const failure = await store.dispose().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AggregateError)
  expect((failure as AggregateError).errors).toEqual([new Error('at once'), new Error('later')])
  expect(last).toHaveBeenCalledOnce()
})

test('a store is disposed once, and what is added after it at once', async () => {
  const store = new DisposableStore()
  const early = { dispose: vi.fn() }
  const late = { dispose: vi.fn() }
  expect(store.add(early)).toBe(early)
  expect(store.dispose()).toBe(store.dispose())
  await store.dispose()
  store.add(late)
  expect(early.dispose).toHaveBeenCalledOnce()
  expect(late.dispose).toHaveBeenCalledOnce()
})
