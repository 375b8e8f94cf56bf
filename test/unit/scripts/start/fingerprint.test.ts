import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint } from '../../../../scripts/start/fingerprint.ts'

let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'alcove-fingerprint-'))
  await mkdir(join(base, 'src/deep'), { recursive: true })
  await writeFile(join(base, 'src/deep/a.ts'), 'a')
  await writeFile(join(base, 'package.json'), '{}')
})
afterEach(() => rm(base, { recursive: true, force: true }))

const now = () => fingerprint(base, ['src', 'package.json', 'not-there'])

test('stays the same while nothing changes', async () => {
  expect(await now()).toBe(await now())
})

test('changes when a file is written, comes or goes', async () => {
  const states = [await now()]
  await writeFile(join(base, 'src/deep/a.ts'), 'longer')
  states.push(await now())
  await utimes(join(base, 'package.json'), 1, 1)
  states.push(await now())
  await writeFile(join(base, 'src/b.ts'), 'b')
  states.push(await now())
  await rm(join(base, 'src/deep/a.ts'))
  states.push(await now())
  expect(new Set(states).size).toBe(states.length)
})
