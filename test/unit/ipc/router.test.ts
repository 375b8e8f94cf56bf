import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { createDispatch, type Handlers } from '../../../src-main/ipc/router.ts'
import { errorCatalogue } from '../../../src-shared/error-codes.ts'
import { type RouteName, routes } from '../../../src-shared/ipc/contract.ts'
import { limits } from '../../../src-shared/schemas/limits.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const names = Object.keys(routes) as RouteName[]

/** A dispatch whose every handler notes its call and answers null, but for those given. */
function start(own: Partial<Record<RouteName, (...args: never[]) => unknown>> = {}) {
  const called = vi.fn()
  const log = silentLog()
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      own[name] ??
        ((...args: unknown[]) => {
          called(name, ...args)
          return null
        }),
    ]),
  )
  const dispatch = createDispatch(handlers as unknown as Handlers, log.scope('ipc'))
  return {
    called,
    log,
    dispatch: (route: unknown, input: unknown, paths?: unknown) =>
      dispatch(route, input, { windowId: 7, paths }),
  }
}

describe('a call', () => {
  test('reaches its handler with the input parsed, and its answer comes back', async () => {
    const { dispatch } = start({
      'conversations.rename': (input: unknown, context: unknown) => [input, context],
    })
    expect(await dispatch('conversations.rename', { conversationId: 'c', title: '  Keys ' })).toEqual({
      ok: true,
      data: [
        { conversationId: 'c', title: 'Keys' },
        { windowId: 7, droppedPaths: [] },
      ],
    })
  })

  const noRoutes: unknown[] = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'chat',
    'chat.start ',
    'CHAT.START',
    '',
    null,
    undefined,
    7,
    ['chat.active'],
    { toString: 'x', valueOf: 'y' },
    { toString: null },
    Symbol('chat.active'),
  ]
  test.each(noRoutes.map((route) => [route]))('of %s is NOT_FOUND and reaches nobody', async (route) => {
    const { dispatch, called } = start()
    expect(await dispatch(route, {})).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(called).not.toHaveBeenCalled()
  })

  test('with whatever input answers with data or a code of ours, and a handler never gets an unknown key', async () => {
    const { dispatch, called } = start()
    const input = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
      fc.record({ conversationId: fc.anything(), documentId: fc.anything(), extra: fc.anything() }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), input, async (name, value) => {
        const outcome = await dispatch(name, value)
        if (!outcome.ok) expect(errorCatalogue).toHaveProperty(outcome.error.code)
      }),
      { numRuns: 1_000 },
    )
    for (const [name, parsed] of called.mock.calls) {
      expect(routes[name as RouteName].input.safeParse(parsed).success).toBe(true)
    }
  })

  test.each(names.map((name) => [name]))('of %s refuses a key that it does not know', async (name) => {
    const { dispatch, called } = start()
    const outcome = await dispatch(name, { surely: 'unknown' })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    expect(called).not.toHaveBeenCalled()
  })

  const valid = {
    'chat.start': { conversationId: null, collectionId: null, parentId: null, question: 'q' },
    'library.removeDocuments': { documentIds: ['d'] },
    'settings.set': { instructions: 'x' },
    'app.openLink': { url: 'https://example.org/' },
  } as const

  test.each([
    ['chat.start', { question: 'x'.repeat(limits.question + 1) }],
    ['chat.start', { question: '   ' }],
    ['chat.start', { question: 7 }],
    ['chat.start', { conversationId: 'x'.repeat(limits.id + 1) }],
    ['chat.start', { parentId: '' }],
    ['chat.start', { parentId: undefined }],
    ['chat.start', { path: '/etc/passwd' }],
    ['library.removeDocuments', { documentIds: [] }],
    ['library.removeDocuments', { documentIds: 'd' }],
    ['library.removeDocuments', { documentIds: Array(limits.pathsAtOnce + 1).fill('d') }],
    ['settings.set', { instructions: 'x'.repeat(2_001) }],
    ['settings.set', { k: Number.NaN }],
    ['app.openLink', { url: 'x'.repeat(3_000) }],
  ] as const)('of %s with %o is INVALID_INPUT, said briefly', async (name, change) => {
    const { dispatch, called } = start()
    expect((await dispatch(name, valid[name])).ok).toBe(true)
    called.mockClear()
    const outcome = await dispatch(name, { ...valid[name], ...change })
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'INVALID_INPUT', data: { issues: expect.anything() } },
    })
    expect(JSON.stringify(outcome).length).toBeLessThan(3_000)
    expect(called).not.toHaveBeenCalled()
  })

  test('with a megabyte of key does not get it back', async () => {
    const outcome = await start().dispatch('chat.active', { ['k'.repeat(1_000_000)]: 1 })
    expect(JSON.stringify(outcome).length).toBeLessThan(3_000)
  })

  test('that brings __proto__ as its own key is refused', async () => {
    const { dispatch, called } = start()
    const outcome = await dispatch(
      'library.text',
      JSON.parse('{"documentId":"d","__proto__":{"admin":true}}'),
    )
    if (outcome.ok) expect(called.mock.calls[0]?.[1]).toStrictEqual({ documentId: 'd' })
    expect(Object.prototype).not.toHaveProperty('admin')
  })
})

describe('an error of a handler', () => {
  test.each([
    [
      'thrown',
      () => {
        throw new Error('secret')
      },
    ],
    ['rejected', () => Promise.reject(new Error('secret'))],
    ['that is no Error', () => Promise.reject('secret')],
    ['that is nothing', () => Promise.reject(undefined)],
    [
      'with a code of the system',
      () => Promise.reject(Object.assign(new Error('secret'), { code: 'EACCES' })),
    ],
  ])('%s is INTERNAL, its text only in the log', async (_name, handler) => {
    const { dispatch, log } = start({ 'chat.active': handler })
    expect(await dispatch('chat.active', {})).toEqual({
      ok: false,
      error: { code: 'INTERNAL', message: errorCatalogue.INTERNAL.message },
    })
    expect(log.tail.lines(5)).toMatchObject([{ level: 'error', message: 'request failed' }])
  })

  test('that we know comes back with its code, words and data, and is no noise in the log', async () => {
    const { dispatch, log } = start({
      'chat.active': () => {
        throw new AppError('MODEL_BUSY', {
          message: 'Busy.',
          data: { retryAfter: 2 },
          cause: new Error('secret'),
        })
      },
    })
    expect(await dispatch('chat.active', {})).toEqual({
      ok: false,
      error: { code: 'MODEL_BUSY', message: 'Busy.', data: { retryAfter: 2 } },
    })
    expect(log.tail.lines(5)).toEqual([])
  })
})

describe('paths of a drop', () => {
  const start2 = () => start({ 'library.addDropped': (_input: unknown, context: unknown) => context })

  test('come from beside the input, never from within it', async () => {
    const { dispatch } = start2()
    expect(await dispatch('library.addDropped', { collectionId: 'c' }, ['/a', '/b'])).toMatchObject({
      data: { droppedPaths: ['/a', '/b'] },
    })
    for (const key of ['paths', 'droppedPaths', 'files']) {
      expect(await dispatch('library.addDropped', { collectionId: 'c', [key]: ['/a'] })).toMatchObject({
        error: { code: 'INVALID_INPUT' },
      })
    }
  })

  test.each([
    ['text', '/etc/passwd', 'INVALID_INPUT'],
    ['an object', { 0: '/a', length: 1 }, 'INVALID_INPUT'],
    ['null', null, 'INVALID_INPUT'],
    ['no texts', [{ path: '/a' }], 'INVALID_INPUT'],
    ['a relative one', ['/a', '../b'], 'INVALID_INPUT'],
    ['an empty one', [''], 'INVALID_INPUT'],
    ['one with a NUL', ['/a\0.txt'], 'INVALID_INPUT'],
    ['one without end', [`/${'x'.repeat(limits.path)}`], 'INVALID_INPUT'],
    ['too many', Array(limits.pathsAtOnce + 1).fill('/a'), 'TOO_LARGE'],
  ])('that are %s are refused', async (_name, paths, code) => {
    expect(await start2().dispatch('library.addDropped', { collectionId: 'c' }, paths)).toMatchObject({
      ok: false,
      error: { code },
    })
  })
})
