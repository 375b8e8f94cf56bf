export type { DocumentFilter, Library } from './library.ts'
