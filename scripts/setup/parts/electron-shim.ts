import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const source = resolve(import.meta.dirname, '../electron-shim')
const files = ['package.json', 'main.mjs']

/** Gives an Electron folder the app that opens the path in argv. Whole or not at all, like everything else. */
export async function installShim(electronFolder: string): Promise<void> {
  const resources = join(electronFolder, 'resources')
  const part = join(resources, 'app.part')
  await mkdir(resources, { recursive: true })
  await rm(part, { recursive: true, force: true })
  await cp(source, part, { recursive: true })
  await rm(join(resources, 'app'), { recursive: true, force: true })
  await rename(part, join(resources, 'app'))
}

/** Whether a folder has the shim as it is now; after a pull the project's may be newer. */
export async function shimIsCurrent(electronFolder: string): Promise<boolean> {
  const same = await Promise.all(
    files.map(async (file) => {
      const [ours, theirs] = await Promise.all([
        readFile(join(source, file), 'utf8'),
        readFile(join(electronFolder, 'resources/app', file), 'utf8').catch(() => null),
      ])
      return ours === theirs
    }),
  )
  return same.every(Boolean)
}
