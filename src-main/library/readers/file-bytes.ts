import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import { AppError } from '../../base/app-error.ts'

export interface FileBytes {
  readonly bytes: Buffer
  /** sha256, hex. */
  readonly hash: string
  readonly size: number
  /** Epoch milliseconds, whole. */
  readonly modifiedAt: number
}

const MEGABYTE = 1_000_000

/**
 * The whole file, if it stayed the same from the first byte to the last. Never waits for one that is no
 * regular file (a pipe, a device).
 */
export async function readFileBytes(path: string, limit: number): Promise<FileBytes> {
  try {
    // A pipe without a writer would block an ordinary open for ever.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      return await readOpen(file, path, limit)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw asFileError(error)
  }
}

async function readOpen(file: FileHandle, path: string, limit: number): Promise<FileBytes> {
  const before = await file.stat()
  if (!before.isFile()) throw new AppError('FILE_UNSUPPORTED', { message: 'This is not a regular file.' })
  if (before.size === 0) throw new AppError('FILE_EMPTY')
  if (before.size > limit) throw tooLarge(before.size, limit)
  const bytes = await readAll(file, before.size)
  const after = await stat(path)
  if (bytes.length !== before.size || !isSame(before, await file.stat()) || !isSame(before, after)) {
    throw new AppError('FILE_CHANGED')
  }
  return {
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex'),
    size: before.size,
    modifiedAt: Math.floor(before.mtimeMs),
  }
}

/** Not FileHandle.readFile, which reads on for as long as a growing file grows. */
async function readAll(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await file.read(bytes, length, size - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

function isSame(a: Stats, b: Stats): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.dev === b.dev
}

export function tooLarge(size: number, limit: number): AppError {
  const [has, may] = [size / MEGABYTE, limit / MEGABYTE].map((bytes) => Math.ceil(bytes))
  return new AppError('FILE_TOO_LARGE', {
    message: `The file has ${has} MB; the limit for its kind is ${may} MB. Split it into smaller files and add those.`,
    data: { size, limit },
  })
}

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'FILE_NOT_FOUND',
  ENOTDIR: 'FILE_NOT_FOUND',
  EACCES: 'FILE_NO_PERMISSION',
  EPERM: 'FILE_NO_PERMISSION',
  EISDIR: 'FILE_UNSUPPORTED',
  ENXIO: 'FILE_UNSUPPORTED',
}

/** What the file system said, as an error about the file. */
export function asFileError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ELOOP') {
    return new AppError('FILE_NOT_FOUND', { message: 'The link leads back to itself.', cause: error })
  }
  const known = codes[code]
  if (known) return new AppError(known, { cause: error })
  return new AppError('FILE_CORRUPT', {
    message: `The file could not be read from the disk${code === '' ? '' : ` (${code})`}.`,
    cause: error,
  })
}
