import { extname } from 'node:path'
import type { DocumentFormat } from '../../../src-shared/schemas/library.ts'

const byExtension: Readonly<Record<string, DocumentFormat>> = {
  '.txt': 'txt',
  '.text': 'txt',
  '.log': 'txt',
  '.md': 'md',
  '.markdown': 'md',
  '.mdown': 'md',
  '.mkd': 'md',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
}

/** The format a file's extension promises, in any case; null for one that no reader knows. */
export function detectFormat(path: string): DocumentFormat | null {
  return byExtension[extname(path).toLowerCase()] ?? null
}

/** Without their dot, for the dialog that picks files. */
export const readableExtensions: readonly string[] = Object.keys(byExtension).map((extension) =>
  extension.slice(1),
)
