import {
  CollectionsTable,
  ContentTable,
  type Database,
  DocumentsTable,
  GenerationsTable,
  IngestTable,
  VectorsTable,
} from '../storage/index.ts'

/** The tables of the library, on one connection. */
export interface LibraryTables {
  readonly database: Database
  readonly collections: CollectionsTable
  readonly documents: DocumentsTable
  readonly content: ContentTable
  readonly ingest: IngestTable
  readonly vectors: VectorsTable
  readonly generations: GenerationsTable
}

export function openLibraryTables(database: Database): LibraryTables {
  return {
    database,
    collections: new CollectionsTable(database),
    documents: new DocumentsTable(database),
    content: new ContentTable(database),
    ingest: new IngestTable(database),
    vectors: new VectorsTable(database),
    generations: new GenerationsTable(database),
  }
}
