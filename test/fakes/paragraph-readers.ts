import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../../src-main/base/app-error.ts'
import type { Readers } from '../../src-main/library/index.ts'

/** Reads text files in this process; every paragraph is a chunk. */
export class ParagraphReaders implements Readers {
  /** Paths read, in order. */
  readonly reads: string[] = []
  /** Asked before each read; throws what the reader is to throw. */
  before: (path: string) => Promise<void> | void = () => undefined

  async read({ path }: { readonly path: string }, signal: AbortSignal) {
    this.reads.push(path)
    await this.before(path)
    signal.throwIfAborted()
    const [text, info] = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch((cause: unknown) => {
      throw new AppError('FILE_NOT_FOUND', { cause })
    })
    const hash = (of: string) => createHash('sha256').update(of).digest()
    const chunks = [...text.matchAll(/\S(?:[^\n]|\n(?!\n))*/g)].map((match, ordinal) => ({
      ordinal,
      start: match.index,
      end: match.index + match[0].length,
      page: null,
      heading: null,
      tokens: match[0].split(/\s+/).length,
      text: match[0],
      textHash: Uint8Array.from(hash(match[0])),
    }))
    return {
      title: basename(path),
      pages: [],
      contentHash: hash(text).toString('hex'),
      size: info.size,
      modifiedAt: Math.floor(info.mtimeMs),
      text,
      chunks,
    }
  }
}
