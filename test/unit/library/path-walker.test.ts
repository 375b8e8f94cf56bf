import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { walkPaths } from '../../../src-main/library/path-walker.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-walk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(...parts: string[]): string {
  const path = join(folder, ...parts)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, 'text')
  return path
}

async function walk(paths: readonly string[], limits = {}) {
  const found: string[] = []
  const refused: [string, string][] = []
  for await (const entry of walkPaths(paths, AbortSignal.timeout(5_000), limits)) {
    if ('error' in entry) refused.push([entry.path, entry.error.code])
    else found.push(entry.path)
  }
  return { found: found.sort(), refused }
}

describe('walking', () => {
  test('finds readable files at any depth, and passes over the rest of a folder in silence', async () => {
    const wanted = [file('a.txt'), file('b', 'c', 'd.MD'), file('e.pdf')].sort()
    for (const other of [['x.png'], ['.hidden', 'a.txt'], ['.b.txt'], ['node_modules', 'p', 'readme.md']])
      file(...other)
    expect(await walk([folder])).toEqual({ found: wanted, refused: [] })
  })

  test('accounts for every path that was named itself', async () => {
    const picture = file('x.png')
    const missing = join(folder, 'missing.txt')
    const hidden = file('.notes.txt')
    expect(await walk([picture, missing, hidden])).toEqual({
      found: [hidden],
      refused: [
        [picture, 'FILE_UNSUPPORTED'],
        [missing, 'FILE_NOT_FOUND'],
      ],
    })
  })

  test('ends where links go in circles, and knows a file by its real path', async () => {
    const real = file('a', 'one.txt')
    symlinkSync(folder, join(folder, 'a', 'up'))
    symlinkSync(real, join(folder, 'again.txt'))
    symlinkSync('self.txt', join(folder, 'self.txt'))
    symlinkSync('gone.txt', join(folder, 'dangling.txt'))
    const { found } = await walk([folder, real])
    expect(found).toEqual([real])
  })

  test.skipIf(process.getuid?.() === 0)('says which folder may not be read, and goes on', async () => {
    const open = file('open.txt')
    const closed = join(folder, 'closed')
    file('closed', 'a.txt')
    chmodSync(closed, 0)
    expect(await walk([folder])).toEqual({ found: [open], refused: [[closed, 'FILE_NO_PERMISSION']] })
    chmodSync(closed, 0o700)
  })

  test('stops at its bounds and says so', async () => {
    for (let n = 0; n < 5; n++) file(`${n}.txt`)
    const { found, refused } = await walk([folder], { files: 3 })
    expect(found).toHaveLength(3)
    expect(refused.map(([, code]) => code)).toEqual(['TOO_LARGE'])
    file('deep', 'deeper', 'a.txt')
    expect((await walk([join(folder, 'deep')], { depth: 1 })).refused).toEqual([
      [join(folder, 'deep', 'deeper'), 'TOO_LARGE'],
    ])
  })

  test('ends when it is aborted', async () => {
    file('a.txt')
    const steps = walkPaths([folder], AbortSignal.abort())
    await expect(steps.next()).rejects.toThrow()
  })
})
