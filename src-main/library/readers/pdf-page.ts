import type { PDFPageProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js'

/** A run of text on one line without a wide gap, in points from the page's upper left corner. */
export interface Segment {
  readonly x: number
  readonly right: number
  /** Of the baseline. */
  readonly y: number
  /** Of the font. */
  readonly size: number
  /** pdf.js' name for it, the same throughout a document; null where several are mixed. */
  readonly font: string | null
  readonly text: string
}

export interface PdfPage {
  /** From 1. */
  readonly number: number
  readonly width: number
  readonly height: number
  readonly segments: readonly Segment[]
}

interface Fragment extends Segment {
  readonly isUpright: boolean
}

/** Gaps in font sizes: from the first a space, from the second another cell or column. */
const SPACE_GAP = 0.15
const CELL_GAP = 1.8

/** The text of a page, put together from the fragments that fonts and kerning tear it into. */
export async function readPage(page: PDFPageProxy): Promise<PdfPage> {
  try {
    const viewport = page.getViewport({ scale: 1 })
    const { items } = await page.getTextContent()
    const fragments = items.flatMap((item) => ('str' in item ? toFragment(item, viewport.transform) : []))
    return {
      number: page.pageNumber,
      width: viewport.width,
      height: viewport.height,
      // What runs up the margin (a stamp, a label) comes last and does not tear lines apart.
      segments: [
        ...joined(fragments.filter((fragment) => fragment.isUpright)),
        ...fragments.filter((fragment) => !fragment.isUpright),
      ],
    }
  } finally {
    page.cleanup()
  }
}

function toFragment(item: TextItem, view: readonly number[]): Fragment[] {
  const text = clean(item.str)
  if (text.trim() === '') return []
  const [a, b, c, d, e, f] = item.transform as number[] as [number, number, number, number, number, number]
  const [va = 1, vb = 0, vc = 0, vd = 1, ve = 0, vf = 0] = view
  // The product of both matrices (PDF 32000-1, 8.3.4), as far as it is needed.
  const x = va * e + vc * f + ve
  const y = vb * e + vd * f + vf
  const across = va * a + vc * b
  const slope = vb * a + vd * b
  const size = Math.hypot(va * c + vc * d, vb * c + vd * d) || item.height
  if (![x, y, size, item.width].every(Number.isFinite)) return []
  const isUpright = across > 0 && Math.abs(slope) < across * 0.1
  return [{ x, y, size, right: x + item.width, font: item.fontName, text, isUpright }]
}

/** Symbol fonts put their bullets into the private use area; control characters are noise. */
function clean(text: string): string {
  return text
    .replace(/[\uf0a7\uf0b7\uf0d8\uf076\uf0a8]/g, '•')
    .replace(/[\p{Cc}\p{Co}\ufffe\uffff]/gu, ' ')
    .replace(/\s/g, ' ')
}

function joined(fragments: readonly Fragment[]): Segment[] {
  const segments: Segment[] = []
  let last: Segment | null = null
  for (const fragment of fragments) {
    const gap: number = last ? (fragment.x - last.right) / Math.max(last.size, fragment.size) : Infinity
    if (last && isSameLine(last, fragment) && gap > -0.8 && gap < CELL_GAP) {
      const isApart: boolean = gap > SPACE_GAP && !last.text.endsWith(' ') && !fragment.text.startsWith(' ')
      last = {
        x: last.x,
        y: last.y,
        right: Math.max(last.right, fragment.right),
        size: Math.max(last.size, fragment.size),
        font: last.font === fragment.font ? last.font : null,
        text: `${last.text}${isApart ? ' ' : ''}${fragment.text}`,
      }
      segments[segments.length - 1] = last
    } else {
      last = fragment
      segments.push(fragment)
    }
  }
  return segments
}

export function isSameLine(a: Segment, b: Segment): boolean {
  return Math.abs(a.y - b.y) < Math.max(a.size, b.size) * 0.45
}
