import type { Reader } from './extracted.ts'

export const readPdf: Reader = async () => {
  throw new Error('not yet')
}
