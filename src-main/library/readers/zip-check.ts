import { inflateRawSync } from 'node:zlib'
import { AppError } from '../../base/app-error.ts'
import { tooLarge } from './file-bytes.ts'

/** Bytes of XML that a document may unfold to: a novel has 20 MB. */
const MOST_XML = 96_000_000
const MOST_ENTRIES = 20_000
const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50

/**
 * Refuses a zip that is damaged, encrypted or a bomb, before a library unfolds it into memory. What the zip
 * says of its sizes is not believed: each XML part is unfolded here with a limit (PKWARE appnote 4.3.12, 4.4).
 */
export function checkZip(bytes: Buffer): void {
  try {
    let budget = MOST_XML
    let isWord = false
    for (const entry of entriesOf(bytes)) {
      if (entry.isEncrypted) throw new AppError('FILE_ENCRYPTED')
      isWord ||= /^word\/.*\.xml$/i.test(entry.name)
      if (/\.(xml|rels)$/i.test(entry.name)) budget -= unfoldedSize(bytes, entry, budget)
    }
    if (!isWord)
      throw new AppError('FILE_CORRUPT', {
        message: 'The file is not a Word document, although its name ends in .docx.',
      })
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(MOST_XML + 1, MOST_XML)
    }
    throw new AppError('FILE_CORRUPT', { message: DAMAGED_DOCX, cause: error })
  }
}

export const DAMAGED_DOCX =
  'The Word document is damaged and cannot be read. Get it again, or open it in Word and save it anew.'

interface ZipEntry {
  readonly name: string
  readonly isEncrypted: boolean
  readonly isDeflated: boolean
  readonly packedSize: number
  readonly offset: number
}

function* entriesOf(bytes: Buffer): Generator<ZipEntry> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || bytes.readUInt32LE(end) !== END_SIGNATURE)
    throw new RangeError('no end of central directory')
  const count = bytes.readUInt16LE(end + 10)
  if (count > MOST_ENTRIES) throw new RangeError(`${count} entries`)
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new RangeError('no entry where one should be')
    const nameLength = bytes.readUInt16LE(at + 28)
    yield {
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      isDeflated: bytes.readUInt16LE(at + 10) === 8,
      packedSize: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
}

function unfoldedSize(bytes: Buffer, entry: ZipEntry, limit: number): number {
  const start =
    entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28)
  const packed = bytes.subarray(start, start + entry.packedSize)
  if (!entry.isDeflated) return packed.length
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) }).length
}
