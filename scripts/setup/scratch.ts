import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runtimeFolder } from './paths.ts'

/**
 * Gives `use` an empty folder, and removes it afterwards whatever happened.
 *
 * In .runtime rather than in /tmp: there it is on the same file system as its target, so that a rename is atomic,
 * and /tmp may be a small memory disk.
 */
export async function withScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(runtimeFolder, { recursive: true })
  const folder = await mkdtemp(join(runtimeFolder, 'scratch-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
