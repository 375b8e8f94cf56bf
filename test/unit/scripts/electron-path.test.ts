import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findElectron } from '../../../scripts/electron-path.ts'

let project: string
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'alcove-electron-'))
})
afterEach(() => rm(project, { recursive: true, force: true }))

async function put(executable: string, version: string): Promise<string> {
  const path = join(project, executable)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  await writeFile(join(dirname(path), 'version'), version)
  return path
}

// The names inside the folder are Linux's; the order is everyone's.
describe.runIf(process.platform === 'linux')('the Electron that is run', () => {
  test('is none on a bare project', async () => {
    expect(await findElectron({}, project)).toBeNull()
  })

  test("is the npm registry's, and the official one where both are here", async () => {
    const registry = await put('.runtime/electron/electron', '33.2.1')
    expect(await findElectron({}, project)).toMatchObject({ path: registry, version: '33.2.1' })
    const official = await put('node_modules/electron/dist/electron', 'v45.4.1\n')
    expect(await findElectron({}, project)).toMatchObject({
      path: official,
      version: '45.4.1',
      source: 'official',
    })
  })

  test('is the one that the environment names, before any other', async () => {
    await put('node_modules/electron/dist/electron', '45.4.1')
    const named = await put('elsewhere/electron', '40.0.0')
    const folder = { ELECTRON_OVERRIDE_DIST_PATH: join(project, 'elsewhere') }
    expect(await findElectron(folder, project)).toMatchObject({ path: named, version: '40.0.0' })
    expect(await findElectron({ ELECTRON_EXEC_PATH: named }, project)).toMatchObject({ path: named })
  })

  test('is an error, not another one, where the named one is not there', async () => {
    await put('node_modules/electron/dist/electron', '45.4.1')
    const environment = { ELECTRON_EXEC_PATH: join(project, 'nowhere') }
    await expect(findElectron(environment, project)).rejects.toThrow('ELECTRON_EXEC_PATH leads to')
  })
})
