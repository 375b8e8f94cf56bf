import { beforeEach, describe, expect, test, vi } from 'vitest'

const handlers = vi.hoisted(() => new Map<string, (...args: unknown[]) => unknown>())
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, call: (...args: unknown[]) => unknown) => handlers.set(channel, call),
    removeHandler: (channel: string) => handlers.delete(channel),
  },
  protocol: {},
  webContents: {},
}))

import { serveIpc } from '../../../src-main/ipc/index.ts'
import { INVOKE_CHANNEL } from '../../../src-shared/ipc/channels.ts'

const ownFrame = { url: 'app://alcove/', parent: null }
const dispatch = vi.fn(async () => ({ ok: true as const, data: 'answer' }))
const invoke = (senderFrame: unknown, ...args: unknown[]) =>
  handlers.get(INVOKE_CHANNEL)?.({ senderFrame, sender: { id: 7 } }, ...args)

beforeEach(() => {
  handlers.clear()
  dispatch.mockClear()
  serveIpc(dispatch)
})

describe('the channel', () => {
  test('hands route, input and what came beside on, for our own page', async () => {
    expect(await invoke(ownFrame, 'chat.active', {}, ['/a'])).toEqual({ ok: true, data: 'answer' })
    expect(dispatch).toHaveBeenCalledWith('chat.active', {}, { windowId: 7, paths: ['/a'] })
  })

  test.each(['app://alcove/', 'app://alcove/index.html', 'app://alcove/#/library'])(
    'answers %s',
    async (url) => {
      expect(await invoke({ url, parent: null }, 'r', {})).toMatchObject({ ok: true })
    },
  )

  const disposed = {
    get parent(): never {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    },
    url: 'app://alcove/',
  }
  test.each([
    ['a frame that is gone', null],
    ['no frame', undefined],
    ['a disposed frame', disposed],
    ['a subframe', { ...ownFrame, parent: ownFrame }],
    ['another site', { url: 'https://evil.example/', parent: null }],
    ['a look-alike host', { url: 'app://alcove.evil/', parent: null }],
    ['our name as a user', { url: 'app://alcove@evil/', parent: null }],
    ['our name without an end', { url: 'app://alcove', parent: null }],
    ['another scheme', { url: 'file:///app://alcove/', parent: null }],
    ['an empty page', { url: 'about:blank', parent: null }],
    ['a data page', { url: 'data:text/html,app://alcove/', parent: null }],
    ['nothing', { url: '', parent: null }],
  ])('refuses %s before anything is read', async (_name, frame) => {
    const unreadable = new Proxy(
      {},
      {
        get: () => {
          throw new Error('was read')
        },
      },
    )
    expect(await invoke(frame, unreadable, unreadable, unreadable)).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN' },
    })
    expect(dispatch).not.toHaveBeenCalled()
  })

  test('closes', () => {
    void serveIpc(dispatch).dispose()
    expect(handlers.has(INVOKE_CHANNEL)).toBe(false)
  })
})
