/** What the first bytes say a file is, whatever its name says; null where they say nothing we know. */
export type Signature = 'pdf' | 'zip' | 'ole' | 'image' | 'archive' | 'program' | 'media'

const signatures: readonly (readonly [Signature, string])[] = [
  ['pdf', '%PDF-'],
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['image', '\x89PNG\r\n'],
  ['image', '\xff\xd8\xff'],
  ['image', 'GIF8'],
  ['archive', '\x1f\x8b'],
  ['archive', '7z\xbc\xaf\x27\x1c'],
  ['archive', 'BZh'],
  ['archive', '\xfd7zXZ\0'],
  ['program', '\x7fELF'],
  ['program', 'MZ\x90\0'],
  ['media', 'OggS'],
  ['media', 'ID3\x03'],
  ['media', 'RIFF'],
]

export function signatureOf(bytes: Buffer): Signature | null {
  const head = bytes.toString('latin1', 0, 16)
  return signatures.find(([, start]) => head.startsWith(start))?.[0] ?? null
}
