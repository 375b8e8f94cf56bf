import { isUtf8 } from 'node:buffer'
import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { DomBlocks } from './dom-blocks.ts'
import { type DomNode, isElement, nodesIn } from './dom-node.ts'
import { checkHasText, cleanTitle, type Extracted, type Reader } from './extracted.ts'
import { signatureOf } from './file-signature.ts'
import { TextBuilder } from './text-builder.ts'
import { decodeText, normalised, windows1252 } from './text-encoding.ts'

/** Elements above which Readability, whose cost grows faster than the page, is not asked. */
const MOST_ELEMENTS = 30_000
const DEEPEST = 500
/** Of the letters of the whole body: a main part smaller than that has lost something. */
const LEAST_SHARE = 0.35

/** Readability leaves those inside the article. */
const ADVERTISEMENTS =
  '.ad, .ads, .advert, .advertisement, .sponsored, .adsbygoogle, [aria-label="advertisement" i]'

/** A web page: its main text, without menus and footers. No script runs and nothing is fetched. */
export const readHtml: Reader = async (bytes) => htmlText(decodeHtml(bytes))

export function htmlText(html: string): Extracted {
  const { document } = parseHTML(html)
  // Not document.body, which makes one where there is none and leaves the text outside.
  const body = (document.querySelector('body') ?? document) as unknown as DomNode
  const whole = extract(body, ['NAV', 'FOOTER', 'ASIDE', 'FORM'])
  const title = cleanTitle(document.querySelector('title')?.textContent)
  const article = isModest(body) ? mainPart(html) : null
  const main = article && article.text.length >= whole.text.length * LEAST_SHARE ? article : null
  const best = main ?? (/\S/.test(whole.text) ? whole : extract(body, []))
  checkHasText(best.text, 'The page holds no text; it may be made by a script when it is opened.')
  return { ...best, title: cleanTitle(article?.title) ?? title ?? firstHeading(best) }
}

function extract(root: DomNode, skip: readonly string[]): Extracted {
  const builder = new TextBuilder()
  new DomBlocks(builder, skip).write(root)
  return { title: null, ...builder.build() }
}

function firstHeading({ blocks }: Extracted): string | null {
  const heading = blocks.find((block) => block.kind === 'heading')
  return heading?.kind === 'heading' ? cleanTitle(heading.title) : null
}

/** Not so large nor so deep that Readability, which is recursive, would be slow or overflow the stack. */
function isModest(body: DomNode): boolean {
  let elements = 0
  for (const node of nodesIn(body)) {
    if (isElement(node) && ++elements > MOST_ELEMENTS) return false
    if (node.firstChild === null && depthOf(node) > DEEPEST) return false
  }
  return true
}

function depthOf(node: DomNode): number {
  let depth = 0
  for (let at: DomNode | null = node; at !== null && depth <= DEEPEST; at = at.parentNode) depth++
  return depth
}

/** Mozilla's Readability on a document of its own, which it takes apart; null where it finds no article. */
function mainPart(html: string): Extracted | null {
  const { document } = parseHTML(html)
  for (const advertisement of document.querySelectorAll(ADVERTISEMENTS)) advertisement.remove()
  for (const table of document.querySelectorAll('table')) {
    // Readability throws out small tables as decoration; one with names of columns is content.
    if (table.querySelector('th, caption')) table.setAttribute('datatable', '1')
  }
  const readability = new Readability<DomNode>(document as unknown as Document, {
    charThreshold: 200,
    serializer: (node) => node as unknown as DomNode,
  })
  const article = readability.parse()
  if (!article?.content) return null
  const { text, blocks, pages } = extract(article.content, [])
  return { title: article.title ?? null, text, blocks, pages }
}

/** UTF-8 where the bytes are that, else as the page says, else as any text. */
function decodeHtml(bytes: Buffer): string {
  const signature = signatureOf(bytes)
  const declared = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,30})/i.exec(
    bytes.toString('latin1', 0, 2_048),
  )?.[1]
  const label = declared?.toLowerCase()
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (signature !== null || label === undefined || isMarked || isUtf8(bytes)) return decodeText(bytes)
  if (/^(windows-1252|iso-8859-1|latin1|us-ascii)$/.test(label)) return normalised(windows1252(bytes))
  try {
    return normalised(new TextDecoder(label).decode(bytes))
  } catch {
    return decodeText(bytes) // a charset that does not exist
  }
}
