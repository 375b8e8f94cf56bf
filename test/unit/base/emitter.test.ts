import { expect, onTestFinished, test, vi } from 'vitest'
import { Emitter } from '../../../src-main/base/emitter.ts'

test('every listener hears every value until it unsubscribes', () => {
  const emitter = new Emitter<number>()
  const heard: string[] = []
  const first = emitter.event((n) => heard.push(`first ${n}`))
  emitter.event((n) => heard.push(`second ${n}`))
  emitter.fire(1)
  void first.dispose()
  void first.dispose()
  emitter.fire(2)
  expect(heard).toEqual(['first 1', 'second 1', 'second 2'])
})

test('a listener subscribed twice is heard twice, and each subscription ends alone', () => {
  const emitter = new Emitter<void>()
  const listener = vi.fn()
  const first = emitter.event(listener)
  emitter.event(listener)
  emitter.fire()
  void first.dispose()
  emitter.fire()
  expect(listener).toHaveBeenCalledTimes(3)
})

test('a listener that throws stops nobody, and its error is told', () => {
  const errors: unknown[] = []
  const emitter = new Emitter<number>((error) => errors.push(error))
  const heard = vi.fn()
  emitter.event(() => {
    throw new Error('mine')
  })
  emitter.event(heard)
  emitter.fire(7)
  expect(heard).toHaveBeenCalledWith(7)
  expect(errors).toEqual([new Error('mine')])
})

test('by default the error becomes a warning of the process, and the process lives', async () => {
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve)
  })
  const emitter = new Emitter<void>()
  emitter.event(() => {
    throw new Error('only a warning')
  })
  emitter.fire()
  expect((await warned).message).toBe('only a warning')
})

test('a listener that another one unsubscribes is not called by the same fire', () => {
  const emitter = new Emitter<void>()
  const late = vi.fn()
  emitter.event(() => void subscription.dispose())
  const subscription = emitter.event(late)
  emitter.fire()
  expect(late).not.toHaveBeenCalled()
})

test('one that is added during a fire hears the next value, not this one', () => {
  const emitter = new Emitter<number>()
  const heard: number[] = []
  const once = emitter.event(() => {
    emitter.event((n) => heard.push(n))
    void once.dispose()
  })
  emitter.fire(1)
  emitter.fire(2)
  expect(heard).toEqual([2])
})

test('a disposed emitter calls nobody', () => {
  const emitter = new Emitter<void>()
  const listener = vi.fn()
  onTestFinished(() => void emitter.event(listener).dispose())
  emitter.event(listener)
  emitter.dispose()
  emitter.fire()
  expect(listener).not.toHaveBeenCalled()
})
