import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** SHA-256 of a file in lower-case hex. */
async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

export interface PinnedFile {
  readonly sha256: string
  readonly bytes: number
}

/** What is wrong with a file that should be exactly `pinned`, or null where nothing is. */
export async function faultOf(file: string, pinned: PinnedFile): Promise<string | null> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => null,
  )
  if (size === null) return 'not there'
  if (size !== pinned.bytes) return `has ${size} bytes instead of ${pinned.bytes}`
  const sha256 = await sha256Of(file)
  return sha256 === pinned.sha256 ? null : `has sha256 ${sha256} instead of ${pinned.sha256}`
}
