import { expect, test, vi } from 'vitest'
import { BridgeError, createBridge, describeError } from '../../../src-renderer/bridge.ts'
import { FakeBridge, FakeFailure } from '../../fakes/fake-bridge.ts'

test('an outcome is unwrapped into its data', async () => {
  const fake = new FakeBridge({ 'library.collections': () => [] })
  await expect(createBridge(fake.port).invoke('library.collections', {})).resolves.toEqual([])
})

test('an error of main is thrown with its code and message', async () => {
  const fake = new FakeBridge({
    'library.text': () => {
      throw new FakeFailure('NOT_FOUND', 'It is gone.')
    },
  })
  const failing = createBridge(fake.port).invoke('library.text', { documentId: 'd1' })
  await expect(failing).rejects.toBeInstanceOf(BridgeError)
  await expect(failing).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'It is gone.' })
})

test('a channel that breaks is an error like any other', async () => {
  const bridge = createBridge({
    invoke: () => Promise.reject(new Error('channel closed')),
    on: () => () => undefined,
  })
  await expect(bridge.invoke('library.status', {})).rejects.toMatchObject({
    code: 'INTERNAL',
    message: 'channel closed',
  })
})

test('files of a drop go beside the input', async () => {
  const fake = new FakeBridge({ 'library.addDropped': () => ({ items: [], refused: [] }) })
  const file = { name: 'a.txt' }
  await createBridge(fake.port).invoke('library.addDropped', { collectionId: 'c' }, [file])
  expect(fake.calls[0]).toEqual({ route: 'library.addDropped', input: { collectionId: 'c' }, files: [file] })
})

test('a listener hears its own event alone, and nothing once stopped', () => {
  const fake = new FakeBridge()
  const heard: unknown[] = []
  const stop = createBridge(fake.port).on('conversations.changed', (payload) => heard.push(payload))
  fake.emit('library.changed', {})
  fake.emit('conversations.changed', { conversationId: 'k' })
  stop()
  stop()
  fake.emit('conversations.changed', { conversationId: 'l' })
  expect(heard).toEqual([{ conversationId: 'k' }])
  expect(fake.listeners).toBe(0)
})

test('all listeners share one at the port, which goes with the last of them', () => {
  const fake = new FakeBridge()
  const bridge = createBridge(fake.port)
  const heard: string[] = []
  const stops = ['a', 'b'].map((name) => bridge.on('library.changed', () => heard.push(name)))
  expect(fake.listeners).toBe(1)
  stops[0]?.()
  fake.emit('library.changed', {})
  stops[1]?.()
  expect(heard).toEqual(['b'])
  expect(fake.listeners).toBe(0)
})

test('a listener that throws keeps nothing from the others, and is told of', () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  const fake = new FakeBridge()
  const bridge = createBridge(fake.port)
  const heard: string[] = []
  bridge.on('library.changed', () => {
    throw new Error('mine')
  })
  bridge.on('library.changed', () => heard.push('other'))
  fake.emit('library.changed', {})
  vi.unstubAllGlobals()
  expect(heard).toEqual(['other'])
  expect(reported).toHaveBeenCalledOnce()
})

test('anything thrown can be told to a person', () => {
  expect(describeError(new Error('odd'))).toEqual({ code: 'INTERNAL', message: 'odd' })
  expect(describeError('odd')).toEqual({ code: 'INTERNAL', message: 'odd' })
})
