import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ModelFiles, modelFileName } from '../../../src-main/engine/model-files.ts'

let bundled: string
let pulled: string
let warnings: string[]
let files: ModelFiles

beforeEach(async () => {
  bundled = await mkdtemp(join(tmpdir(), 'alcove-bundled-'))
  pulled = await mkdtemp(join(tmpdir(), 'alcove-pulled-'))
  warnings = []
  files = new ModelFiles({
    folders: [bundled, '/nowhere', pulled],
    stateFolder: pulled,
    warn: (message) => warnings.push(message),
  })
})

afterEach(async () => {
  await rm(bundled, { recursive: true })
  await rm(pulled, { recursive: true })
})

it('finds a file by its name, with or without :latest, the first folder first', async () => {
  await writeFile(join(bundled, 'smol.gguf'), 'bundled')
  await writeFile(join(pulled, 'smol.gguf'), 'pulled')
  expect((await files.find('smol')).path).toBe(join(bundled, 'smol.gguf'))
  expect((await files.find('smol:latest')).size).toBe(7)
  await expect(files.find('none')).rejects.toMatchObject({ status: 404, message: "model 'none' not found" })
})

it('keeps a pulled model under the whole name that it was pulled by', async () => {
  const name = 'hf.co/Qwen/Qwen3-4B-GGUF:Q4_K_M'
  await writeFile(join(pulled, modelFileName(name)), 'x')
  expect((await files.find(name)).name).toBe(name)
})

it('leaves out what is no model and says so once', async () => {
  await writeFile(join(pulled, 'notes.gguf'), 'just some text')
  expect(await files.list()).toEqual([])
  expect(await files.list()).toEqual([])
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(/notes\.gguf.*magic/i)
})

it('removes what was pulled and nothing else', async () => {
  await writeFile(join(bundled, 'smol.gguf'), 'x')
  await writeFile(join(pulled, 'big.gguf'), 'x')
  await files.remove('big')
  await expect(files.find('big')).rejects.toMatchObject({ status: 404 })
  await expect(files.remove('smol')).rejects.toMatchObject({ status: 403 })
  await files.find('smol')
})

it('does not find its way out of the folders', async () => {
  await expect(files.find('../../etc/passwd')).rejects.toMatchObject({ status: 404 })
})
