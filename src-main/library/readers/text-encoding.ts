import { isUtf8 } from 'node:buffer'
import { AppError } from '../../base/app-error.ts'
import { signatureOf } from './file-signature.ts'

/** Bytes looked at to tell encodings apart. */
const SAMPLE = 65_536
/** Share of control characters and undefined bytes from which on it is not text: random bytes have 10 %. */
const MOST_CONTROLS = 0.02

/**
 * Text of unknown encoding: a byte order mark, else UTF-16 by the look of it, else UTF-8, else Windows-1252
 * (of which Latin-1 is all but a subset). Newlines become \n. Throws FILE_NOT_TEXT for binary data.
 */
export function decodeText(bytes: Buffer): string {
  const signature = signatureOf(bytes)
  if (signature !== null && signature !== 'media') {
    const is = signature === 'pdf' ? 'It is a PDF: give it the ending .pdf and add it again.' : ''
    throw new AppError('FILE_NOT_TEXT', is === '' ? {} : { message: `The file is not text. ${is}` })
  }
  const text = decode(bytes)
  checkIsText(text)
  return normalised(text)
}

/** Newlines as \n; NUL, which ends a text in too many places, as a space. */
export function normalised(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return lines.includes('\0') ? lines.replaceAll('\0', ' ') : lines
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2), 'le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes.subarray(2), 'be')
  const order = utf16Order(bytes)
  if (order !== null) return utf16(bytes, order)
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return mostlyUtf8(bytes) ?? windows1252(bytes)
}

export function utf16(bytes: Buffer, order: 'le' | 'be'): string {
  const whole = bytes.subarray(0, bytes.length & ~1)
  return order === 'le' ? whole.toString('utf16le') : Buffer.from(whole).swap16().toString('utf16le')
}

/**
 * UTF-16 without a mark. UTF-8 and the ANSI code pages hold no NUL, UTF-16 of any language does (its
 * newlines, spaces and digits), so only such bytes are tried, in both orders; text is what reads as such.
 */
function utf16Order(bytes: Buffer): 'le' | 'be' | null {
  const sample = bytes.subarray(0, SAMPLE)
  if (!sample.includes(0)) return null
  // A stray NUL in a log, which as UTF-16 would read as Chinese. UTF-16 read as bytes is full of controls.
  const nuls = countUnits(sample.toString('latin1'), (unit) => unit === 0)
  const controls = countUnits(sample.toString('latin1'), (unit) => unit < 0x20 && unit > 0 && isForeign(unit))
  const isMostlyBytes = nuls < sample.length * 0.2 && controls <= sample.length * MOST_CONTROLS
  if (isMostlyBytes && isUtf8(bytes)) return null
  const [le, be] = (['le', 'be'] as const).map((order) => share(utf16(sample, order), plausible))
  if (le === undefined || be === undefined || Math.max(le, be) < 0.95) return null
  return le >= be ? 'le' : 'be'
}

/** Letters of the common scripts, digits, punctuation, white space: read in the wrong order, few are left. */
const plausible =
  /[\t\n\r -~\u00a0-\u024f\u0370-\u052f\u0590-\u06ff\u0900-\u0e7f\u2010-\u2044\u20ac\u3000-\u30ff\u4e00-\u9fa5\uac00-\ud7a3\uff01-\uff65]/g

function share(text: string, pattern: RegExp): number {
  return text.length === 0 ? 0 : (text.match(pattern)?.length ?? 0) / text.length
}

/** UTF-8 with a few broken bytes (cut off, or pasted from elsewhere): better some � than every accent wrong. */
function mostlyUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8')
  const broken = countUnits(text, (unit) => unit === REPLACEMENT)
  const wide = countUnits(text, (unit) => unit > 0x7f && unit !== REPLACEMENT)
  return broken * 10 <= wide ? text : null
}

const REPLACEMENT = 0xfffd

function countUnits(text: string, is: (unit: number) => boolean): number {
  let count = 0
  for (let at = 0; at < text.length; at++) if (is(text.charCodeAt(at))) count++
  return count
}

/** Bytes 0x80 to 0x9f of Windows-1252 (WHATWG encoding standard). */
const c1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** Not by TextDecoder: some Node versions decode it as Latin-1. */
export function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => c1[character.charCodeAt(0) - 0x80] ?? character)
}

function checkIsText(text: string): void {
  for (const sample of [text.slice(0, SAMPLE), text.slice(-SAMPLE)]) {
    if (countUnits(sample, isForeign) > sample.length * MOST_CONTROLS) throw new AppError('FILE_NOT_TEXT')
  }
}

/** Control characters but for those found in real text: backspace to carriage return, escape (terminal colours). */
function isForeign(unit: number): boolean {
  if (unit < 0x20) return !((unit >= 0x08 && unit <= 0x0d) || unit === 0x1b)
  return unit >= 0x7f && unit <= 0x9f && unit !== 0x85
}
