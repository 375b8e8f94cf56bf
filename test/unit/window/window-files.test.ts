import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

vi.mock('electron', () => ({ protocol: {} }))

import { resolveFile, serveAppProtocol } from '../../../src-main/window/app-protocol.ts'
import { readWindowState, writeWindowState } from '../../../src-main/window/window-state.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

describe('app://alcove', () => {
  const folder = '/app/out/renderer'

  test('is the index, and the files of its folder', () => {
    expect(resolveFile(folder, 'app://alcove/')).toBe(`${folder}/index.html`)
    expect(resolveFile(folder, 'app://alcove/assets/main.js?v=1#x')).toBe(`${folder}/assets/main.js`)
    expect(resolveFile(folder, 'app://alcove/a%20b.css')).toBe(`${folder}/a b.css`)
  })

  test.each([
    'app://other/index.html',
    'app://alcove.evil/index.html',
    'app://alcove:80/index.html',
    'https://alcove/index.html',
    'file:///app/out/renderer/index.html',
    'app://alcove/%zz.js',
    'app://alcove/a%00.js',
    'app://alcove/..%5c..%5csecret.js',
    'app://alcove/secret',
    'app://alcove/secret.txt',
    'app://alcove/.env',
    'app://alcove/a.constructor',
    'not a url',
    '',
  ])('does not serve %s', (url) => {
    expect(resolveFile(folder, url)).toBeNull()
  })

  test('never leaves its folder, however the way is written', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '%2f',
      '..%2f..',
      '%252e%252e',
      'a',
      '',
      '~',
      ';',
      '%5c',
      'C:',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom('x.js', 'index.html'),
        (pieces, name) => {
          const file = resolveFile(folder, `app://alcove/${[...pieces, name].join('/')}`)
          if (file !== null) expect(file.startsWith(`${folder}/`) && !file.includes('/../')).toBe(true)
        },
      ),
    )
  })

  test('is served with its type and a policy that lets no foreign script, frame or request in', async () => {
    const served = temporaryFolder()
    writeFileSync(join(served, 'index.html'), '<p>hello')
    const session = { protocol: { handle: vi.fn(), unhandle: vi.fn() } }
    const disposable = serveAppProtocol(session as never, served)
    const handle = session.protocol.handle.mock.calls[0]?.[1] as (request: Request) => Promise<Response>
    const request = (url: string, method = 'GET') => handle({ url, method } as Request)
    const page = await request('app://alcove/')
    expect([page.status, await page.text()]).toEqual([200, '<p>hello'])
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'self'(;|$)/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    expect((await request('app://alcove/missing.js')).status).toBe(404)
    expect((await request('app://alcove/', 'POST')).status).toBe(404)
    void disposable.dispose()
    expect(session.protocol.unhandle).toHaveBeenCalledWith('app')
  })
})

describe('the place of the window', () => {
  const place = { x: 10, y: -20, width: 1_000, height: 700, maximized: true }

  test('is kept', () => {
    const file = join(temporaryFolder(), 'window.json')
    writeWindowState(file, place)
    expect(readWindowState(file)).toEqual(place)
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"width":1e9,"height":700,"maximized":false}',
    '{"width":"1000"}',
    JSON.stringify({ ...place, height: 10 }),
  ])('that reads %s is the initial one', (text) => {
    const file = join(temporaryFolder(), 'window.json')
    writeFileSync(file, text)
    expect(readWindowState(file)).toEqual({ width: 1_280, height: 840, maximized: false })
  })

  test('that is missing is the initial one, and one that cannot be written is no error', () => {
    const folder = temporaryFolder()
    expect(readWindowState(join(folder, 'none'))).toMatchObject({ width: 1_280 })
    mkdirSync(join(folder, 'window.json'))
    writeWindowState(join(folder, 'window.json'), place)
    expect(() => readFileSync(join(folder, 'window.json'))).toThrow()
  })
})
