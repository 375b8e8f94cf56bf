import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asFileError, readFileBytes } from '../../../../src-main/library/readers/file-bytes.ts'

/** The moment between the last byte and the second look at the file. */
const moment = vi.hoisted(() => ({ beforeSecondLook: () => {} }))
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  return {
    ...real,
    stat: (path: string) => {
      moment.beforeSecondLook()
      return real.stat(path)
    },
  }
})

const LIMIT = 1_000

describe('reading the bytes of a file', () => {
  let folder: string
  const at = (name: string) => join(folder, name)
  const code = async (path: string, limit = LIMIT) =>
    readFileBytes(path, limit).then(
      () => 'read',
      (error: { code: string }) => error.code,
    )

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'alcove-bytes-'))
  })
  afterEach(() => {
    moment.beforeSecondLook = () => {}
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true })
  })

  it('gives bytes, hash, size and whole milliseconds', async () => {
    writeFileSync(at('a.txt'), 'lamp')
    utimesSync(at('a.txt'), 1_700_000_000.1234, 1_700_000_000.1234)
    const file = await readFileBytes(at('a.txt'), LIMIT)
    expect(file.bytes.toString()).toBe('lamp')
    expect(file.hash).toBe(createHash('sha256').update('lamp').digest('hex'))
    expect(file.size).toBe(4)
    expect(file.modifiedAt).toBe(Math.floor(statSync(at('a.txt')).mtimeMs))
  })

  it.each([
    'it\'s "quoted".txt',
    'two\nlines.txt',
    '🦉 owl.txt',
    '<img src=x onerror=alert(1)>.txt',
    ' .txt',
    '%2e%2e.txt',
  ])('takes the name %j as it is', async (name) => {
    // A slash cannot be in a name.
    writeFileSync(at(name), 'lamp')
    expect((await readFileBytes(at(name), LIMIT)).size).toBe(4)
  })

  it('follows a link to a file', async () => {
    writeFileSync(at('a.txt'), 'lamp')
    symlinkSync(at('a.txt'), at('link.txt'))
    expect(await code(at('link.txt'))).toBe('read')
  })

  it('says which of the things that can be wrong is', async () => {
    writeFileSync(at('empty.txt'), '')
    writeFileSync(at('large.txt'), 'x'.repeat(LIMIT + 1))
    mkdirSync(at('folder.txt'))
    symlinkSync(at('loop.txt'), at('loop.txt'))
    symlinkSync(at('nowhere'), at('dangling.txt'))
    expect(await code(at('none.txt'))).toBe('FILE_NOT_FOUND')
    expect(await code(at('empty.txt'))).toBe('FILE_EMPTY')
    expect(await code(at('large.txt'))).toBe('FILE_TOO_LARGE')
    expect(await code(at('folder.txt'))).toBe('FILE_UNSUPPORTED')
    expect(await code(at('loop.txt'))).toBe('FILE_NOT_FOUND')
    expect(await code(at('dangling.txt'))).toBe('FILE_NOT_FOUND')
    expect(await code(join(at('empty.txt'), 'inside.txt'))).toBe('FILE_NOT_FOUND')
  })

  it.skipIf(process.platform === 'win32')('does not wait for a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [at('pipe.txt')])
    expect(await code(at('pipe.txt'))).toBe('FILE_UNSUPPORTED')
    expect(await code('/dev/zero')).toBe('FILE_UNSUPPORTED')
  })

  it.each([
    ['grows', () => appendFileSync(at('a.txt'), '!')],
    [
      'is written anew with the same length',
      () => {
        writeFileSync(at('a.txt'), 'mule')
        utimesSync(at('a.txt'), 5, 5)
      },
    ],
    [
      'is replaced',
      () => {
        writeFileSync(at('b.txt'), 'mule')
        renameSync(at('b.txt'), at('a.txt'))
      },
    ],
  ])('refuses one that %s meanwhile', async (_, change) => {
    writeFileSync(at('a.txt'), 'lamp')
    moment.beforeSecondLook = change
    expect(await code(at('a.txt'))).toBe('FILE_CHANGED')
  })

  it('refuses one that vanishes meanwhile', async () => {
    writeFileSync(at('a.txt'), 'lamp')
    moment.beforeSecondLook = () => rmSync(at('a.txt'))
    expect(await code(at('a.txt'))).toBe('FILE_NOT_FOUND')
  })

  // Permissions do not bind root, so the look is taken as nobody.
  it.skipIf(process.platform === 'win32')('says when it may not be read', () => {
    writeFileSync(at('a.txt'), 'lamp')
    chmodSync(at('a.txt'), 0o000)
    chmodSync(folder, 0o755)
    const module = new URL('../../../../src-main/library/readers/file-bytes.ts', import.meta.url).href
    const script = `const { readFileBytes } = await import(${JSON.stringify(module)})
      await readFileBytes(process.argv[1], 1000).then(() => console.log('read'), (error) => console.log(error.code))`
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', script, at('a.txt')],
      asNobody,
    )
    expect(`${stdout}${stderr}`.trim()).toBe('FILE_NO_PERMISSION')
  })

  it('keeps what the system said of a disk that fails', () => {
    const error = asFileError(Object.assign(new Error('input/output error'), { code: 'EIO' }))
    expect(error.code).toBe('FILE_CORRUPT')
    expect(error.message).toContain('EIO')
  })
})
