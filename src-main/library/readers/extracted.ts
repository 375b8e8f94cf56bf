import type { PageSpan } from '../../../src-shared/schemas/library.ts'
import { AppError } from '../../base/app-error.ts'
import type { Block } from '../chunker/block.ts'

/** What a reader makes of a file's bytes. */
export interface Extracted {
  /** What the document calls itself; null where it does not. */
  readonly title: string | null
  readonly text: string
  /** In order, not overlapping. */
  readonly blocks: readonly Block[]
  /** Empty for formats without pages. */
  readonly pages: readonly PageSpan[]
}

/** Takes one format apart. Throws an AppError that says what a person can do about the file. */
export type Reader = (bytes: Buffer) => Promise<Extracted>

/** UTF-16 units of text that one document may hold: some 4,000 printed pages, five times War and Peace. */
export const MAX_TEXT = 16_000_000

export function checkTextLength(length: number): void {
  if (length <= MAX_TEXT) return
  throw new AppError('FILE_TOO_LARGE', {
    message:
      'The file holds more than 16 million characters of text. Split it into smaller files and add those.',
    data: { characters: length, limit: MAX_TEXT },
  })
}

export function checkHasText(text: string, message = 'The file holds only blanks.'): void {
  if (/\S/.test(text)) return
  throw new AppError('FILE_NO_TEXT', { message })
}

export const MAX_TITLE = 200

/** A title fit for a list: one line, at most 200 characters; null where nothing is left. */
export function cleanTitle(title: string | null | undefined): string | null {
  const line = (title ?? '')
    .slice(0, 4 * MAX_TITLE)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (line === '') return null
  if (line.length <= MAX_TITLE) return line
  return `${line
    .slice(0, MAX_TITLE - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`
}
