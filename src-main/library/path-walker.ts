import type { BigIntStats, Dir } from 'node:fs'
import { opendir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DocumentFormat } from '../../src-shared/schemas/library.ts'
import { AppError } from '../base/app-error.ts'
import { detectFormat } from './readers/document-format.ts'

export interface FoundFile {
  /** As the file system itself spells it: without symbolic links, so that one file has one path. */
  readonly path: string
  readonly format: DocumentFormat
  readonly size: number
  /** Epoch milliseconds, whole. */
  readonly modifiedAt: number
}

export interface RefusedPath {
  readonly path: string
  readonly error: AppError
}

export interface WalkLimits {
  /** @default 32 */
  readonly depth?: number
  /** @default 100_000 */
  readonly files?: number
}

const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules',
  '__pycache__',
  'System Volume Information',
])

/**
 * Every readable file under the paths, one by one. What a folder holds of other kinds, hidden or below
 * node_modules, is passed over in silence; what was named itself is refused with the reason. A symbolic link
 * is followed; a folder that was seen is not entered again.
 */
export async function* walkPaths(
  paths: readonly string[],
  signal: AbortSignal,
  limits: WalkLimits = {},
): AsyncGenerator<FoundFile | RefusedPath> {
  yield* new Walk(signal, limits).roots(paths)
}

class Walk {
  readonly #signal: AbortSignal
  readonly #depth: number
  readonly #seen = new Set<string>()
  #left: number
  #isOver = false

  constructor(signal: AbortSignal, { depth = 32, files = 100_000 }: WalkLimits) {
    this.#signal = signal
    this.#depth = depth
    this.#left = files
  }

  async *roots(paths: readonly string[]): AsyncGenerator<FoundFile | RefusedPath> {
    for (const path of paths) yield* this.#visit(resolve(path), 0, true)
  }

  async *#visit(path: string, depth: number, isNamed: boolean): AsyncGenerator<FoundFile | RefusedPath> {
    this.#signal.throwIfAborted()
    if (this.#isOver) return
    try {
      const real = await realpath(path)
      const info = await stat(real, { bigint: true })
      const isWanted = info.isDirectory() || (info.isFile() && detectFormat(real) !== null)
      // Not remembered as seen: it may yet be named, and is refused then.
      if (!isWanted && !isNamed) return
      const identity = `${info.dev}:${info.ino}:${real}`
      if (this.#seen.has(identity)) return
      this.#seen.add(identity)
      if (info.isDirectory()) yield* this.#folder(real, depth)
      else yield* this.#file(real, info)
    } catch (error) {
      if (this.#signal.aborted) throw error
      // A dangling link in a folder is nobody's concern; what was named must be accounted for.
      const refused = fileError(error)
      if (isNamed || refused.code !== 'FILE_NOT_FOUND') yield { path, error: refused }
    }
  }

  async *#folder(path: string, depth: number): AsyncGenerator<FoundFile | RefusedPath> {
    if (depth >= this.#depth) {
      yield { path, error: new AppError('TOO_LARGE', { message: 'Folders this deep are not searched.' }) }
      return
    }
    const folder: Dir = await opendir(path)
    for await (const entry of folder) {
      if (entry.name.startsWith('.') || skippedFolders.has(entry.name)) continue
      if (entry.isFile() && detectFormat(entry.name) === null) continue
      yield* this.#visit(join(path, entry.name), depth + 1, false)
      if (this.#isOver) return
    }
  }

  async *#file(path: string, info: BigIntStats): AsyncGenerator<FoundFile | RefusedPath> {
    const format = detectFormat(path)
    if (!info.isFile() || format === null) {
      yield { path, error: new AppError('FILE_UNSUPPORTED') }
      return
    }
    if (this.#left-- <= 0) {
      this.#isOver = true
      yield {
        path,
        error: new AppError('TOO_LARGE', { message: 'There are too many files; add the rest by folders.' }),
      }
      return
    }
    yield { path, format, size: Number(info.size), modifiedAt: Number(info.mtimeMs) }
  }
}

function fileError(error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('FILE_NOT_FOUND', { cause: error })
  if (code === 'EACCES' || code === 'EPERM') return new AppError('FILE_NO_PERMISSION', { cause: error })
  if (code === 'ELOOP') {
    return new AppError('FILE_NOT_FOUND', { message: 'The link leads to itself.', cause: error })
  }
  if (code === 'ENAMETOOLONG') return new AppError('INVALID_INPUT', { message: 'The path is too long.' })
  return new AppError('INTERNAL', {
    message: `The path could not be read (${code || 'unknown'}).`,
    cause: error,
  })
}
