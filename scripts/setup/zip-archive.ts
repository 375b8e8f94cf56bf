import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'

// Why not a library: the kept ones unpack a whole archive, and of the 630 MB and 25,820 files in the zip that
// carries Electron 33 we want 75. Nor may set-up rest on devDependencies alone. Layout: APPNOTE.TXT 6.3, 4.3.

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const STORED = 0
const DEFLATED = 8

export interface ZipEntry {
  readonly name: string
  readonly bytes: number
  readonly packedBytes: number
  /** Unix mode with the file type, or 0 where the archive was not made on Unix. */
  readonly mode: number
  readonly method: number
  readonly crc: number
  readonly offset: number
}

/** Reads the table of contents of a zip of less than 4 GB. */
export async function zipEntries(file: string): Promise<ZipEntry[]> {
  const handle = await open(file, 'r')
  try {
    const end = await endRecord(handle)
    const count = end.readUInt16LE(10)
    const size = end.readUInt32LE(12)
    const offset = end.readUInt32LE(16)
    if (count === 0xffff || offset === 0xffffffff) throw new Error('a zip64 archive, which this cannot read')
    const table = await bytesAt(handle, offset, size)
    const entries: ZipEntry[] = []
    for (let at = 0; entries.length < count; ) {
      if (table.readUInt32LE(at) !== ENTRY) throw new Error('a damaged zip: its table of contents is broken')
      const nameLength = table.readUInt16LE(at + 28)
      const rest = table.readUInt16LE(at + 30) + table.readUInt16LE(at + 32)
      entries.push({
        name: table.toString('utf8', at + 46, at + 46 + nameLength),
        method: table.readUInt16LE(at + 10),
        crc: table.readUInt32LE(at + 16),
        packedBytes: table.readUInt32LE(at + 20),
        bytes: table.readUInt32LE(at + 24),
        mode: table.readUInt32LE(at + 38) >>> 16,
        offset: table.readUInt32LE(at + 42),
      })
      at += 46 + nameLength + rest
    }
    return entries
  } finally {
    await handle.close()
  }
}

/** Writes one entry to `target`, with its mode, and checks its CRC. The caller decides the path. */
export async function extractEntry(file: string, entry: ZipEntry, target: string): Promise<void> {
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new Error(`${entry.name} is packed by method ${entry.method}, which this cannot read`)
  }
  // A link could point anywhere; none of the archives that we read has one.
  if ((entry.mode & 0o170000) === 0o120000) throw new Error(`${entry.name} is a symbolic link`)
  const start = await dataOffset(file, entry)
  await mkdir(dirname(target), { recursive: true })
  const sink = createWriteStream(target, { mode: entry.mode & 0o777 || 0o644 })
  if (entry.bytes === 0) {
    await pipeline([], sink)
    return
  }
  const source = createReadStream(file, { start, end: start + entry.packedBytes - 1, highWaterMark: 1 << 20 })
  const check = checkedBy(entry)
  if (entry.method === STORED) await pipeline(source, check, sink)
  else await pipeline(source, createInflateRaw({ chunkSize: 1 << 18 }), check, sink)
}

/** The entry of this name; throws where there is none. */
export function entryNamed(entries: readonly ZipEntry[], name: string): ZipEntry {
  const entry = entries.find((candidate) => candidate.name === name)
  if (!entry) throw new Error(`the archive has no ${name}`)
  return entry
}

function checkedBy(entry: ZipEntry): Transform {
  let crc = 0
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      crc = crc32(chunk, crc)
      bytes += chunk.length
      // Also ends a zip bomb at the size that it declared.
      done(bytes > entry.bytes ? new Error(`${entry.name} is longer than declared`) : null, chunk)
    },
    flush(done) {
      done(crc === entry.crc && bytes === entry.bytes ? null : new Error(`${entry.name} is damaged`))
    },
  })
}

/** The name and extra field may differ in length from those in the table of contents, so the local header rules. */
async function dataOffset(file: string, entry: ZipEntry): Promise<number> {
  const handle = await open(file, 'r')
  try {
    const header = await bytesAt(handle, entry.offset, 30)
    if (header.readUInt32LE(0) !== LOCAL)
      throw new Error(`a damaged zip: ${entry.name} is not where it should be`)
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await handle.close()
  }
}

async function endRecord(handle: FileHandle): Promise<Buffer> {
  const { size } = await handle.stat()
  // The record is 22 bytes and a comment of up to 65,535.
  const length = Math.min(size, 22 + 0xffff)
  const tail = await bytesAt(handle, size - length, length)
  for (let at = length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END) return tail.subarray(at, at + 22)
  }
  throw new Error('not a zip, or cut short')
}

async function bytesAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length, offset)
  if (bytesRead !== length) throw new Error('a damaged zip: it ends too early')
  return bytes
}
