import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeText } from '../../../../src-main/library/readers/text-encoding.ts'

const documents = new URL('../../../fixtures/documents/', import.meta.url).pathname
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('decoding text of unknown encoding', () => {
  it.each([
    ['UTF-8', Buffer.from('Žluťoučký kůň 漢字 🦉')],
    ['UTF-8 with a mark', Buffer.from('\ufeffŽluťoučký kůň 漢字 🦉')],
    ['UTF-16 LE with a mark', Buffer.from('\ufeffŽluťoučký kůň 漢字 🦉', 'utf16le')],
    ['UTF-16 BE with a mark', swapped('\ufeffŽluťoučký kůň 漢字 🦉')],
  ])('reads %s', (_, bytes) => {
    expect(decodeText(bytes)).toBe('Žluťoučký kůň 漢字 🦉')
  })

  it.each([
    ['LE', (text: string) => Buffer.from(text, 'utf16le')],
    ['BE', swapped],
  ])('tells UTF-16 %s without a mark by the look of it', (_, encode) => {
    for (const text of [
      'The lamp burns.\nAll night.',
      'Лампа горит всю ночь. 7 часов.',
      '灯台の番人は猫を三匹飼っています。 タマ、クロ、シロ。\n',
    ]) {
      expect(decodeText(encode(text))).toBe(text)
    }
  })

  it('reads Windows-1252, with its quotes, dashes and euro', () => {
    const bytes = Buffer.from([0x93, 0x63, 0x61, 0x66, 0xe9, 0x94, 0x20, 0x96, 0x20, 0x80, 0x35])
    expect(decodeText(bytes)).toBe('“café” – €5')
  })

  it('keeps UTF-8 with a few broken bytes UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('é'.repeat(40)), Buffer.from([0xff]), Buffer.from('ü')])
    expect(decodeText(bytes)).toBe(`${'é'.repeat(40)}\ufffdü`)
  })

  it('makes every newline \\n and NUL a blank', () => {
    expect(decodeText(Buffer.from(`unix\nwindows\r\nmac\rnul\0${'end '.repeat(30)}`))).toMatch(
      /^unix\nwindows\nmac\nnul end/,
    )
  })

  it.each([
    ['a program', Buffer.concat([Buffer.from('\x7fELF\x02\x01'), Buffer.alloc(200)])],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1')],
    ['a zip', Buffer.from('PK\x03\x04xxxxxxxx', 'latin1')],
    ['all bytes there are', Buffer.from(Array.from({ length: 1_024 }, (_, index) => index % 256))],
    ['random bytes', readFileSync(`${documents}binary.txt`)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ code: 'FILE_NOT_TEXT' }))
  })

  it('tells a PDF under the name of a text what to do', () => {
    expect(() => decodeText(Buffer.from('%PDF-1.7\nhello'))).toThrow(/give it the ending \.pdf/)
  })

  it('takes terminal colours for text', () => {
    expect(decodeText(Buffer.from('\x1b[31mred\x1b[0m alert'))).toContain('red')
  })
})
