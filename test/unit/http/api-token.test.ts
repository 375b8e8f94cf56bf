import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOrMakeToken } from '../../../src-main/http/api-token.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

const modeOf = (file: string) => statSync(file).mode & 0o777

test('a token is made once, kept, and readable by its owner alone', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'api-token')
  const token = readOrMakeToken(file)
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(readFileSync(file, 'utf8').trim()).toBe(token)
  expect(modeOf(file)).toBe(0o600)
  expect(readOrMakeToken(file)).toBe(token)
  expect(readdirSync(folder)).toEqual(['api-token'])
})

test('no two are alike', () => {
  const folder = temporaryFolder()
  expect(readOrMakeToken(join(folder, 'a'))).not.toBe(readOrMakeToken(join(folder, 'b')))
})

test.each([
  '',
  'short',
  'a'.repeat(42),
  'a'.repeat(44),
  `${'a'.repeat(42)} `,
  `${'a'.repeat(20)}\n${'a'.repeat(22)}`,
  '\0'.repeat(43),
])('a file that holds %j is made anew', (content) => {
  const file = join(temporaryFolder(), 'api-token')
  writeFileSync(file, content, { mode: 0o600 })
  const token = readOrMakeToken(file)
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(readFileSync(file, 'utf8').trim()).toBe(token)
})

test('a token that others could have read is made anew', () => {
  const file = join(temporaryFolder(), 'api-token')
  const first = readOrMakeToken(file)
  chmodSync(file, 0o644)
  expect(readOrMakeToken(file)).not.toBe(first)
  expect(modeOf(file)).toBe(0o600)
})

test('a link in its place is replaced, and what it leads to is not written', () => {
  const folder = temporaryFolder()
  const other = join(folder, 'other')
  writeFileSync(other, 'not ours')
  symlinkSync(other, join(folder, 'api-token'))
  readOrMakeToken(join(folder, 'api-token'))
  expect(readFileSync(other, 'utf8')).toBe('not ours')
})

test('a place that cannot be written throws and leaves nothing behind', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'api-token', 'in the way'), { recursive: true })
  expect(() => readOrMakeToken(join(folder, 'api-token'))).toThrow()
  expect(readdirSync(folder)).toEqual(['api-token'])
})
