import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { entryNamed, extractEntry, zipEntries } from '../../../../scripts/setup/zip-archive.ts'

interface Member {
  readonly name: string
  readonly content: Buffer
  readonly stored?: boolean
  readonly mode?: number
}

/** A zip as Info-ZIP writes it, with a comment and an extra field in the local header only. */
function zip(members: readonly Member[]): Buffer {
  const parts: Buffer[] = []
  const table: Buffer[] = []
  let offset = 0
  for (const { name, content, stored = false, mode = 0o100644 } of members) {
    const packed = stored ? content : deflateRawSync(content)
    const common = Buffer.alloc(16)
    common.writeUInt16LE(stored ? 0 : 8, 0)
    common.writeUInt32LE(crc32(content), 6)
    common.writeUInt32LE(packed.length, 10)
    const sizes = Buffer.alloc(6)
    sizes.writeUInt32LE(content.length, 0)
    sizes.writeUInt16LE(name.length, 4)
    const numbers = Buffer.concat([common.subarray(0, 14), sizes])
    const extra = Buffer.from([0x55, 0x54, 1, 0, 7])
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'),
      numbers,
      Buffer.from([extra.length, 0]),
      Buffer.from(name),
      extra,
      packed,
    ])
    const rest = Buffer.alloc(16)
    rest.writeUInt32LE((mode << 16) >>> 0, 8)
    rest.writeUInt32LE(offset, 12)
    table.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02\x14\x03\x14\0\0\0', 'latin1'),
        numbers,
        rest,
        Buffer.from(name),
      ]),
    )
    parts.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(table)
  const comment = Buffer.from('a comment')
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, directory, end, comment])
}

let folder: string
let archive: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-zip-'))
  archive = join(folder, 'a.zip')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function extract(members: readonly Member[], name: string, damage?: (bytes: Buffer) => void) {
  const bytes = zip(members)
  damage?.(bytes)
  await writeFile(archive, bytes)
  const target = join(folder, 'out', 'deep', 'file')
  await extractEntry(archive, entryNamed(await zipEntries(archive), name), target)
  return target
}

const text = Buffer.from('words '.repeat(5000))

test('unpacks a deflated, a stored and an empty entry, with their modes', async () => {
  const members = [
    { name: 'bin/tool', content: text, mode: 0o100755 },
    { name: 'plain', content: text, stored: true },
    { name: 'empty', content: Buffer.alloc(0) },
  ]
  const tool = await extract(members, 'bin/tool')
  expect(await readFile(tool)).toEqual(text)
  expect((await stat(tool)).mode & 0o777).toBe(0o755)
  expect(await readFile(await extract(members, 'plain'))).toEqual(text)
  expect(await readFile(await extract(members, 'empty'))).toHaveLength(0)
})

test('refuses a damaged entry', async () => {
  const flip = (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(100) ^ 0xff, 100)
  await expect(extract([{ name: 'f', content: text, stored: true }], 'f', flip)).rejects.toThrow(
    'f is damaged',
  )
})

test('refuses a symbolic link', async () => {
  const link = { name: 'link', content: Buffer.from('/etc/passwd'), mode: 0o120777 }
  await expect(extract([link], 'link')).rejects.toThrow('link is a symbolic link')
})

test('says so where a file is no zip, or lacks the entry', async () => {
  await writeFile(archive, 'no zip at all, but longer than the record at the end of one')
  await expect(zipEntries(archive)).rejects.toThrow('not a zip')
  await expect(extract([{ name: 'a', content: text }], 'b')).rejects.toThrow('the archive has no b')
})
