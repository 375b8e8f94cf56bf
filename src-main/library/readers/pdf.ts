import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js'
import { AppError } from '../../base/app-error.ts'
import { checkHasText, checkTextLength, cleanTitle, type Extracted, type Reader } from './extracted.ts'
import { withPdf } from './pdf-engine.ts'
import { type PageRows, withoutFurniture } from './pdf-furniture.ts'
import { readPage } from './pdf-page.ts'
import { blocksOf, type Print, printOf } from './pdf-paragraphs.ts'
import { rowsOf } from './pdf-rows.ts'
import { TextBuilder } from './text-builder.ts'

/** A PDF's text with its pages. Headings are told by the size of their print. Scans hold no text and say so. */
export const readPdf: Reader = (bytes) =>
  withPdf(bytes, async (pdf) => {
    const pages = withoutFurniture(await pagesOf(pdf))
    const extracted = write(pages, printOf(pages))
    checkHasText(
      extracted.text,
      'The PDF holds no text; it may be a scan. Run text recognition (OCR) over it and add the result.',
    )
    return { ...extracted, title: (await ownTitle(pdf)) ?? firstHeading(extracted) }
  })

/** Page by page, each freed before the next. A damaged page is left out; that all are is an error. */
async function pagesOf(pdf: PDFDocumentProxy): Promise<PageRows[]> {
  const pages: PageRows[] = []
  let length = 0
  let failure: unknown
  for (let number = 1; number <= pdf.numPages; number++) {
    try {
      const page = await readPage(await pdf.getPage(number))
      const rows = rowsOf(page)
      length += rows.reduce((sum, row) => sum + row.text.length, 0)
      pages.push({ number, height: page.height, rows })
    } catch (error) {
      failure = error
    }
    checkTextLength(length)
  }
  if (pages.length === 0) throw failure ?? new AppError('FILE_NO_TEXT')
  return pages
}

function write(pages: readonly PageRows[], print: Print): Extracted {
  const builder = new TextBuilder()
  for (const { number, rows } of pages) {
    builder.page(number, () => {
      for (const block of blocksOf(rows, print)) builder.add(block)
    })
  }
  return { title: null, ...builder.build() }
}

/** The title among its properties, unless a program put a file name there. */
async function ownTitle(pdf: PDFDocumentProxy): Promise<string | null> {
  const { info } = await pdf.getMetadata()
  const title = 'Title' in info && typeof info.Title === 'string' ? cleanTitle(info.Title) : null
  if (title === null || !/\p{L}{2}/u.test(title)) return null
  return /^(untitled|unknown|microsoft (word|powerpoint|excel)\b.*|.*\.(docx?|rtf|tex|dvi|indd|pages|pptx?|odt|pdf))$/i.test(
    title,
  )
    ? null
    : title
}

function firstHeading({ blocks, pages }: Extracted): string | null {
  const firstPage = pages.find((page) => page.end > page.start)
  const headings = blocks.filter((block) => block.kind === 'heading' && block.start < (firstPage?.end ?? 0))
  const top = Math.min(...headings.map((block) => (block.kind === 'heading' ? block.level : 9)))
  const heading = headings.find((block) => block.kind === 'heading' && block.level === top)
  return heading?.kind === 'heading' ? cleanTitle(heading.title) : null
}
