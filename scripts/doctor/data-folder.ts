import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readableSize } from '../setup/table.ts'
import type { Check } from './check.ts'

// Below the first nothing can be kept; the second is a small library with its copy before a migration.
const ESSENTIAL_BYTES = 100e6
const COMFORTABLE_BYTES = 2e9

/** Whether the data folder, or the nearest folder above it that is there, can be written to. */
export function dataFolderCheck(folder: string): Check {
  return {
    name: 'data folder',
    async run() {
      const existing = await nearestExisting(folder)
      const stats = await stat(existing)
      const fix = `set ALCOVE_DATA to a folder that you may write to, or: chmod u+rwx '${existing}'`
      if (!stats.isDirectory())
        return { level: 'missing', detail: `${existing} is no folder`, fix, essential: true }
      try {
        await access(existing, constants.W_OK | constants.X_OK)
      } catch {
        return { level: 'missing', detail: `${existing} cannot be written to`, fix, essential: true }
      }
      return { level: 'ok', detail: existing === folder ? folder : `${folder}, made at the first start` }
    },
  }
}

export function diskCheck(folder: string): Check {
  return {
    name: 'free disk',
    async run() {
      const { bavail, bsize } = await statfs(await nearestExisting(folder))
      const free = bavail * bsize
      const detail = `${readableSize(free)} where the data folder is`
      if (free >= COMFORTABLE_BYTES) return { level: 'ok', detail }
      const fix = 'free some space, or set ALCOVE_DATA to a folder on another disk'
      if (free >= ESSENTIAL_BYTES) return { level: 'warn', detail, fix }
      return { level: 'missing', detail, fix, essential: true }
    },
  }
}

async function nearestExisting(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const there = await stat(at).then(
      () => true,
      () => false,
    )
    if (there || dirname(at) === at) return at
  }
}
