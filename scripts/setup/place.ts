import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { faultOf, type PinnedFile } from './sha256.ts'

/**
 * Has `write` fill a file beside the target, checks it and renames it into place.
 *
 * So the target is only ever absent, the old one or the whole new one, also after a power cut: the bytes are
 * flushed before the rename, and the folder after it.
 */
export async function placeFile(
  target: string,
  pinned: PinnedFile,
  write: (part: string) => Promise<void>,
): Promise<void> {
  const part = `${target}.part`
  await mkdir(dirname(target), { recursive: true })
  await write(part)
  const fault = await faultOf(part, pinned)
  if (fault !== null) {
    await rm(part, { force: true })
    throw new Error(`what came is not what was asked for: it ${fault}`)
  }
  // Archives have their own ideas of who may read or run a file.
  await chmod(part, 0o644)
  await flush(part)
  await rename(part, target)
  await flushFolder(dirname(target))
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a rename in this folder durable. Windows cannot open a folder, and does not need it. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
