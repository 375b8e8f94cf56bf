import { expect, it } from 'vitest'
import { TurnQueue } from '../../../src-main/engine/turn-queue.ts'

const never = new AbortController().signal

it('lets one work at a time, in the order of asking', async () => {
  const queue = new TurnQueue()
  const order: string[] = []
  const work = (name: string) =>
    queue.run(async () => {
      order.push(`${name} begins`)
      await new Promise(setImmediate)
      order.push(`${name} ends`)
    }, never)
  await Promise.all(['a', 'b', 'c'].map(work))
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

it('lets an aborted one leave while it waits, without taking a turn', async () => {
  const queue = new TurnQueue()
  const giveBack = await queue.take(never)
  const leaving = new AbortController()
  const left = queue.take(leaving.signal)
  const next = queue.take(never)
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  giveBack()
  ;(await next)()
  ;(await queue.take(never))()
})

it('goes on after work that failed', async () => {
  const queue = new TurnQueue()
  await expect(queue.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
  expect(await queue.run(async () => 1, never)).toBe(1)
})

it('gives a turn back once, however often it is called', async () => {
  const queue = new TurnQueue()
  const giveBack = await queue.take(never)
  giveBack()
  const holder = await queue.take(never)
  giveBack()
  let taken = false
  const waiting = queue.take(never).then((give) => {
    taken = true
    give()
  })
  await new Promise(setImmediate)
  expect(taken).toBe(false)
  holder()
  await waiting
})

it('refuses one that was aborted before', async () => {
  await expect(new TurnQueue().take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
})
