import { parseHTML } from 'linkedom'
import mammoth from 'mammoth'
import { AppError } from '../../base/app-error.ts'
import { DomBlocks } from './dom-blocks.ts'
import type { DomNode } from './dom-node.ts'
import { checkHasText, cleanTitle, type Reader } from './extracted.ts'
import { signatureOf } from './file-signature.ts'
import { TextBuilder } from './text-builder.ts'
import { checkZip, DAMAGED_DOCX } from './zip-check.ts'

/** Word's own names for styles that mammoth leaves alone. */
const styleMap = ["p[style-name='Title'] => h1.title:fresh", "p[style-name='Subtitle'] => p:fresh"]

/** A Word document: headings by their styles, lists, tables as rows. Pictures, comments and macros are left out. */
export const readDocx: Reader = async (bytes) => {
  checkKind(bytes)
  checkZip(bytes)
  const html = await toHtml(bytes)
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`)
  const builder = new TextBuilder()
  new DomBlocks(builder).write(document.body as unknown as DomNode)
  const built = builder.build()
  checkHasText(built.text, 'The document holds no text; it may hold only pictures.')
  const first = built.blocks.find((block) => block.kind === 'heading')
  return { ...built, title: first?.kind === 'heading' && first.level <= 1 ? cleanTitle(first.title) : null }
}

async function toHtml(bytes: Buffer): Promise<string> {
  try {
    const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
    const { value } = await mammoth.convertToHtml({ buffer: bytes }, { styleMap, convertImage })
    return value
  } catch (error) {
    throw new AppError('FILE_CORRUPT', { message: DAMAGED_DOCX, cause: error })
  }
}

/** A .docx is a zip. Word puts a password-protected one, like the old .doc, into an OLE container. */
function checkKind(bytes: Buffer): void {
  const signature = signatureOf(bytes)
  if (signature === 'zip') return
  if (signature === 'ole') {
    if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
      throw new AppError('FILE_ENCRYPTED', {
        message: 'The document is protected by a password. Save a copy without one and add that.',
      })
    }
    throw new AppError('FILE_UNSUPPORTED', {
      message: 'This is an old Word document (.doc). Save it as .docx and add that.',
    })
  }
  throw new AppError('FILE_CORRUPT', {
    message: 'The file is not a Word document, although its name ends in .docx.',
  })
}
