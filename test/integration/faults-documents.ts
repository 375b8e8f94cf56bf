import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What each fixture that cannot be read gets; the others are read. */
export const fixtureErrors: Readonly<Record<string, string>> = {
  'binary.txt': 'FILE_NOT_TEXT',
  'corrupt.docx': 'FILE_CORRUPT',
  'corrupt.pdf': 'FILE_CORRUPT',
  'empty.txt': 'FILE_EMPTY',
  'encrypted.docx': 'FILE_ENCRYPTED',
  'encrypted.pdf': 'FILE_ENCRYPTED',
  'no-text.docx': 'FILE_NO_TEXT',
  'not-a.pdf': 'FILE_CORRUPT',
  'scanned.pdf': 'FILE_NO_TEXT',
  'script-only.html': 'FILE_NO_TEXT',
  'whitespace.txt': 'FILE_NO_TEXT',
  'zip-not-word.docx': 'FILE_CORRUPT',
}

/** A name of 255 bytes in UTF-8, the most that file systems take. */
const longest = `${'ü'.repeat(125)}x.txt`

/** Names that would do harm where they are taken for anything but text. */
export const hostileNames: readonly string[] = [
  `'single' "double" \`back\`.txt`,
  'two\nlines.txt',
  'carriage\rreturn.txt',
  '\u001b[31mred\u001b[0m.txt',
  '😀 family 👨‍👩‍👧.txt',
  '<img src=x onerror=alert(1)>.txt',
  '-rf.txt',
  '--help.txt',
  '$(touch pwned).txt',
  '%2e%2e%2fetc.txt',
  'turned-\u202egpj.txt',
  '; DROP TABLE document;--.txt',
  longest,
]

/** One file under each of them, each with text of its own. */
export function writeHostileNames(folder: string): void {
  mkdirSync(folder)
  for (const [at, name] of hostileNames.entries()) {
    writeFileSync(join(folder, name), `The sentence under hostile name number ${at} speaks of marmalade.`)
  }
}

/**
 * Things that are no files to read: links that lead in circles, out and nowhere, a pipe without a writer, folders
 * in folders. @returns the paths of those that a person might name
 */
export function writeOddEntries(folder: string, outside: string): Readonly<Record<string, string>> {
  mkdirSync(folder)
  const at = (name: string) => join(folder, name)
  symlinkSync('.', at('loop'))
  symlinkSync('itself.txt', at('itself.txt'))
  symlinkSync('nowhere.txt', at('dangling.txt'))
  symlinkSync(outside, at('out.txt'))
  execFileSync('mkfifo', [at('pipe.txt')])
  const deep = Array.from({ length: 40 }, (_, level) => `level-${level}`)
  mkdirSync(join(folder, ...deep), { recursive: true })
  writeFileSync(join(folder, ...deep.slice(0, 20), 'found.txt'), 'Twenty folders down there is a harmonica.')
  writeFileSync(join(folder, ...deep, 'too-deep.txt'), 'Nobody ever finds the trombone.')
  return { loop: at('loop'), itself: at('itself.txt'), dangling: at('dangling.txt'), pipe: at('pipe.txt') }
}
