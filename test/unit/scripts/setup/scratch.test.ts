import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweepScratch } from '../../../../scripts/setup/scratch.ts'

test('sweeps what a killed set-up has left, and nothing else', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'alcove-scratch-'))
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  const alive = `scratch-${process.pid}-b`
  for (const name of [`scratch-${gone.pid}-a`, alive, 'electron']) await mkdir(join(parent, name))
  await sweepScratch(parent)
  expect((await readdir(parent)).sort()).toEqual(['electron', alive])
  await rm(parent, { recursive: true })
})

test('a folder that is not there yet has nothing to sweep', async () => {
  await expect(sweepScratch(join(tmpdir(), 'alcove-not-there'))).resolves.toBeUndefined()
})
