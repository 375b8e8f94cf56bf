import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runtimeFolder } from './paths.ts'

const PREFIX = 'scratch-'
// Long enough for the slowest set-up that may be running beside us.
const STALE_MS = 3_600_000

/**
 * Gives `use` an empty folder, and removes it afterwards whatever happened.
 *
 * In .runtime rather than in /tmp: there it is on the same file system as its target, so that a rename is atomic,
 * and /tmp may be a small memory disk.
 */
export async function withScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(runtimeFolder, { recursive: true })
  const folder = await mkdtemp(join(runtimeFolder, PREFIX))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes what set-ups that were killed have left. */
export async function sweepScratch(parent: string = runtimeFolder): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names.filter((candidate) => candidate.startsWith(PREFIX))) {
    const folder = join(parent, name)
    const stats = await stat(folder).catch(() => null)
    if (stats && Date.now() - stats.mtimeMs > STALE_MS) await rm(folder, { recursive: true, force: true })
  }
}
