import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
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
  const folder = await mkdtemp(join(runtimeFolder, `scratch-${process.pid}-`))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes what set-ups that were killed have left; one that runs beside us keeps its own. */
export async function sweepScratch(parent: string = runtimeFolder): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const pid = /^scratch-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process is there, but not ours to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
