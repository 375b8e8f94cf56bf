import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readDocx } from '../../../../src-main/library/readers/docx.ts'
import { type Extracted, MAX_TEXT, type Reader } from '../../../../src-main/library/readers/extracted.ts'
import { htmlText, readHtml } from '../../../../src-main/library/readers/html.ts'
import { readMd } from '../../../../src-main/library/readers/md.ts'
import { readPdf } from '../../../../src-main/library/readers/pdf.ts'
import { detectFormat } from '../../../../src-main/library/readers/reader-pool.ts'
import { plainText, readTxt } from '../../../../src-main/library/readers/txt.ts'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/documents/${name}`, import.meta.url))
const sample = (name: string) =>
  readFileSync(new URL(`../../../../resources/samples/${name}`, import.meta.url))
const code = (read: Reader, bytes: Buffer) =>
  read(bytes).then(
    () => 'read',
    (error: { code: string }) => error.code,
  )

function headings({ blocks }: Extracted): string[] {
  return blocks.flatMap((block) => (block.kind === 'heading' ? [`${block.level} ${block.title}`] : []))
}

/** What every reader promises of its blocks and pages. */
function expectSound({ text, blocks, pages }: Extracted): void {
  let at = 0
  for (const block of blocks) {
    expect(text.slice(at, block.start)).not.toMatch(/\S/)
    expect(block.end).toBeGreaterThan(block.start)
    at = block.end
  }
  expect(text.slice(at)).not.toMatch(/\S/)
  expect(text).not.toContain('\r')
  for (const [index, page] of pages.entries()) {
    expect(page.page).toBe(index + 1)
    expect(page.start).toBeGreaterThanOrEqual(pages[index - 1]?.end ?? 0)
    expect(page.end).toBeLessThanOrEqual(text.length)
  }
}

describe('formats', () => {
  it.each([
    ['/a/b.PDF', 'pdf'],
    ['/a/Notes.Markdown', 'md'],
    ['x.htm', 'html'],
    ['x.docx', 'docx'],
    ['x.txt', 'txt'],
    ['x.doc', null],
    ['/a.pdf/x', null],
    ['.txt', null],
  ])('%s is %s', (path, format) => expect(detectFormat(path)).toBe(format))
})

describe('plain text', () => {
  it('is kept as it is; lines in capitals and underlined ones are headings', async () => {
    const text = 'THE LAMP\n\nIt burns.\n\nThe mule\n========\n\nIt walks.\n'
    const read = await readTxt(Buffer.from(text))
    expect(read.text).toBe(text)
    expect(read.title).toBe('THE LAMP')
    expect(headings(read)).toEqual(['1 THE LAMP', '1 The mule'])
    expectSound(read)
  })

  it('tells prose wrapped to a width from lines that are records', () => {
    const prose = plainText(
      'The book has been kept without a gap since 1934. It has been\nwritten in pencil, since ink freezes, and in one case in gravy.\nThose who come after us will want to know what it was like; and\nso on.',
    )
    const log = plainText(
      '12:00 start\n12:01 a much longer line that says what has happened since\n12:02 ok\n12:03 end',
    )
    expect([prose.blocks[0]?.kind, log.blocks[0]?.kind]).toEqual(['paragraph', 'lines'])
  })

  it('refuses what is longer than a document may be, and blanks', async () => {
    expect(() => plainText('x'.repeat(MAX_TEXT + 1))).toThrow(
      expect.objectContaining({ code: 'FILE_TOO_LARGE' }),
    )
    expect(await code(readTxt, fixture('whitespace.txt'))).toBe('FILE_NO_TEXT')
  })
})

describe('Markdown', () => {
  it('keeps the file as it is and finds its structure', async () => {
    const read = await readMd(fixture('front-matter.md'))
    expect(read.text).toBe(fixture('front-matter.md').toString().replaceAll('\r\n', '\n'))
    expect(read.title).toBe("The Bell-ringer's notebook: a manual")
    expect(headings(read)).toEqual([
      "1 The Bell-ringer's notebook",
      '2 Ropes',
      '2 Setext again, with emphasis in it',
      '3 A heading with trailing hashes',
    ])
    expect(read.blocks.filter(({ kind }) => kind === 'code')).toHaveLength(1)
    expect(read.blocks.flatMap((block) => (block.kind === 'row' ? [block.header] : []))).toEqual([
      undefined,
      ...Array(3).fill('Bell | Note | Weight (kg)'),
    ])
    expectSound(read)
  })

  it('takes the first heading of the first level for a title', async () => {
    expect((await readMd(Buffer.from('## Small\n\n# The [*big*](x) `one`\n'))).title).toBe('The big one')
  })

  it('takes an unclosed fence to the end and an unclosed front matter for text', async () => {
    const fence = await readMd(Buffer.from('# A\n\n```\n# not a heading\n'))
    expect(headings(fence)).toEqual(['1 A'])
    expectSound(await readMd(Buffer.from('---\ntitle: x\n\n# A\n')))
  })
})

describe('HTML', () => {
  it('keeps the article and leaves out what is around it', async () => {
    const read = await readHtml(fixture('page-chrome.html'))
    expect(read.text).not.toContain('CHROME-')
    expect(read.text).toContain('- Clock oil, 5 millilitres')
    expect(read.text).toContain('Part: Spindle; Oil: 7 drops')
    expectSound(read)
  })

  it('says of each cell which column it is in', async () => {
    const { text } = await readHtml(sample('booking-and-prices.html'))
    expect(text).toContain('Bed: Dog; Member: 6; Non-member: 6')
    expect(
      htmlText(
        '<table><tr><th>Hut<th colspan=2>Beds<tr><th><th>summer<th>winter<tr><td rowspan=2>Kettle<td>40<td>8<tr><td>41<td>9</table>',
      ).text,
    ).toBe('Hut: Kettle; Beds summer: 40; Beds winter: 8\nHut: Kettle; Beds summer: 41; Beds winter: 9')
  })

  it('runs nothing and fetches nothing, and keeps markup that is text as text', async () => {
    const read = await readHtml(fixture('hostile.html'))
    for (const word of ['cups of water', 'depth three hundred', '<script>alert(1)</script>'])
      expect(read.text).toContain(word)
    for (const word of ["alert('", 'drawn text', 'srcdoc'])
      expect(read.text.replace("(javascript:alert('markdown'))", '')).not.toContain(word)
  })

  it('survives 100,000 nested elements', () => {
    expect(htmlText(`${'<div>'.repeat(100_000)}deep${'</div>'.repeat(100_000)}`).text).toBe('deep')
  }, 60_000)

  it('reads a fragment without html and body, hidden parts left out', () => {
    expect(
      htmlText('<p>one<br>two</p><p hidden>no</p><p style="display: none">no</p><pre>  a\n  b</pre>').text,
    ).toBe('one\ntwo\n\n  a\n  b')
  })

  it('decodes as the page says where it is not UTF-8', async () => {
    const page = Buffer.concat([
      Buffer.from('<meta charset="shift_jis"><p>'),
      Buffer.from([0x93, 0x94, 0x91, 0xe4]),
      Buffer.from('</p>'),
    ])
    expect((await readHtml(page)).text).toBe('灯台')
    const latin = Buffer.from('<meta charset=iso-8859-1><p>caf\xe9 \x80</p>', 'latin1')
    expect((await readHtml(latin)).text).toBe('café €')
  })

  it('says when there is no text', async () => {
    expect(await code(readHtml, fixture('script-only.html'))).toBe('FILE_NO_TEXT')
  })
})

describe('PDF', () => {
  it('keeps pages, headings, lists and tables, and leaves running feet out', async () => {
    const read = await readPdf(sample('water-power-and-waste.pdf'))
    expect(read.title).toBe('Water, power and waste')
    expect(read.pages).toHaveLength(4)
    expect(headings(read)).toContain('2 2. Power')
    expect(headings(read).find((heading) => heading.endsWith('2.2 Batteries'))).toMatch(/^[3-6] /)
    expect(read.text).toContain('Windlass | spring, pumped up 64 m | 6 | 12,000')
    expect(read.text).not.toMatch(/Page \d/)
    const toilets = read.text.indexOf('4.1 Toilets')
    expect(read.pages.find((page) => page.start <= toilets && toilets < page.end)?.page).toBe(3)
    expectSound(read)
  })

  it('reads one column after the other', async () => {
    const { text } = await readPdf(fixture('two-column.pdf'))
    expect(text).toMatch(/LEFT COLUMN BEGINS[\s\S]*marmalade[\s\S]*RIGHT COLUMN BEGINS[\s\S]*trombone/)
  })

  it('reads pages that are turned', async () => {
    const { text, pages } = await readPdf(fixture('rotated.pdf'))
    const said = pages.map(({ start, end }) => text.slice(start, end))
    expect(said).toEqual([
      'Page one is upright. The pump is primed with three cups of water.',
      'Page two carries /Rotate 90. The valve behind the stove is left-handed.',
      'Page three is drawn sideways. The spare key hangs under the seventh step.',
      'Page four stands on its head. The cat is called Admiral.',
    ])
  })

  it('counts blank pages', async () => {
    const { text, pages } = await readPdf(fixture('many-pages-some-blank.pdf'))
    const eleventh = pages[10]
    expect(text.slice(eleventh?.start, eleventh?.end)).toContain(String(1_000 + 37 * 11))
    expect(pages.filter(({ start, end }) => start === end).map(({ page }) => page)).toEqual([4, 8, 12])
  })

  it.each([
    ['encrypted.pdf', 'FILE_ENCRYPTED'],
    ['scanned.pdf', 'FILE_NO_TEXT'],
    ['corrupt.pdf', 'FILE_CORRUPT'],
    ['not-a.pdf', 'FILE_CORRUPT'],
  ])('refuses %s with %s', async (name, expected) => {
    expect(await code(readPdf, fixture(name))).toBe(expected)
  })
})

describe('Word', () => {
  it('keeps headings, numbered lists and every cell', async () => {
    const read = await readDocx(fixture('tables.docx'))
    expect(headings(read)[0]).toMatch(/Harbour dues$/)
    expect(read.text).toContain('Length: 6 to 9 m; Summer: 16; Winter: 10')
    expect(read.text).toContain('1. First, tie up.\n2. Then, ask.')
    expect(read.text).toContain('the bread boat')
    expectSound(read)
  })

  it.each([
    ['encrypted.docx', 'FILE_ENCRYPTED'],
    ['no-text.docx', 'FILE_NO_TEXT'],
    ['corrupt.docx', 'FILE_CORRUPT'],
    ['zip-not-word.docx', 'FILE_CORRUPT'],
  ])('refuses %s with %s', async (name, expected) => {
    expect(await code(readDocx, fixture(name))).toBe(expected)
  })

  it('refuses an old .doc, and says what to do', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    await expect(readDocx(ole)).rejects.toThrow(/Save it as \.docx/)
  })

  it('does not unfold a bomb, whatever size it claims', async () => {
    expect(
      await code(readDocx, zip('word/document.xml', deflateRawSync(Buffer.alloc(120 * 1024 * 1024, ' ')))),
    ).toBe('FILE_TOO_LARGE')
  })
})

/** A zip of one entry that claims to unfold to 10 bytes. */
function zip(name: string, packed: Buffer): Buffer {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(10, 24)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end])
}
