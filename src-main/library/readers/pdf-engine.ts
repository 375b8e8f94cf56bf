import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js'
import { AppError } from '../../base/app-error.ts'

type PdfJs = typeof import('pdfjs-dist/legacy/build/pdf.mjs')

let loaded: Promise<PdfJs> | undefined

/**
 * pdf.js without a worker thread, since we are in a process of our own. It takes an Electron utility process
 * for a browser page (`process.type` is 'utility') and then looks for `window`: it is told otherwise first.
 */
function pdfJs(): Promise<PdfJs> {
  loaded ??= (async () => {
    if ('type' in process) Object.defineProperty(process, 'type', { value: 'browser', configurable: true })
    // Found here by pdf.js, which would otherwise look for the file beside the bundle.
    const worker: unknown = await import('pdfjs-dist/legacy/build/pdf.worker.mjs')
    Object.assign(globalThis, { pdfjsWorker: worker })
    return import('pdfjs-dist/legacy/build/pdf.mjs')
  })()
  return loaded
}

/** Opens a PDF, hands it over, and frees it whatever happens. No script of it runs and no font of the system is used. */
export async function withPdf<T>(bytes: Buffer, use: (pdf: PDFDocumentProxy) => Promise<T>): Promise<T> {
  // Readers find the mark anywhere in the first 1,024 bytes (PDF 32000-1, annex H, note 13).
  if (!bytes.subarray(0, 1_024).includes('%PDF-')) {
    throw new AppError('FILE_CORRUPT', { message: 'The file is not a PDF, although its name ends in .pdf.' })
  }
  const { getDocument, VerbosityLevel } = await pdfJs()
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  const task: PDFDocumentLoadingTask = getDocument({
    data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    cMapUrl: join(folder, 'cmaps/'),
    cMapPacked: true,
    verbosity: VerbosityLevel.ERRORS,
  })
  try {
    return await use(await task.promise)
  } catch (error) {
    throw asPdfError(error)
  } finally {
    await task.destroy()
  }
}

function asPdfError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'PasswordException') {
    return new AppError('FILE_ENCRYPTED', {
      message: 'The PDF is protected by a password. Save a copy without one and add that.',
      cause: error,
    })
  }
  return new AppError('FILE_CORRUPT', {
    message: 'The PDF is damaged and cannot be read. Get it again, or print it to a new PDF.',
    cause: error,
  })
}
