import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VectorStore } from '../../src-main/chroma/index.ts'
import { LibraryService } from '../../src-main/library/index.ts'
import { type Database, openDatabase } from '../../src-main/storage/index.ts'
import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { FakeEmbedder, FakeModels } from './fake-models.ts'
import { fastClock } from './fast-clock.ts'
import { MemoryVectors } from './memory-vectors.ts'
import { ParagraphReaders } from './paragraph-readers.ts'
import { silentLog } from './silent-log.ts'

/** A library on a real database file in a folder of its own, with fakes around it that can be told to fail. */
export class LibraryBench<V extends VectorStore = MemoryVectors> {
  readonly folder = mkdtempSync(join(tmpdir(), 'alcove-library-'))
  readonly files = join(this.folder, 'files')
  readonly readers = new ParagraphReaders()
  readonly embedder = new FakeEmbedder()
  readonly models = new FakeModels(this.embedder)
  readonly vectors: V
  database: Database
  library: LibraryService
  #seconds = 1_700_000_000

  constructor(vectors: V) {
    this.vectors = vectors
    mkdirSync(this.files)
    this.database = this.#openDatabase()
    this.library = this.#openLibrary()
  }

  static inMemory(): LibraryBench {
    return new LibraryBench(new MemoryVectors())
  }

  get collectionId(): string {
    return this.library.defaultCollection().id
  }

  /** Writes a file; each write is a second later than the one before. */
  write(name: string, text: string): string {
    const path = join(this.files, name)
    writeFileSync(path, text)
    this.#seconds++
    utimesSync(path, this.#seconds, this.#seconds)
    return path
  }

  async add(...paths: string[]) {
    return this.library.add(paths, this.collectionId, AbortSignal.timeout(10_000))
  }

  settled(): Promise<IngestStatus> {
    return this.library.whenSettled(AbortSignal.timeout(20_000))
  }

  async addAndSettle(...paths: string[]): Promise<IngestStatus> {
    await this.add(...paths)
    return this.settled()
  }

  stateOf(path: string): string | undefined {
    return this.documentAt(path)?.state
  }

  documentAt(path: string) {
    return this.library
      .documents({ collectionId: null, search: '', state: null, offset: 0, limit: 500 })
      .items.find((row) => row.path === path)
  }

  /** Texts found by full text, of content that counts. */
  found(word: string): readonly string[] {
    return this.rows<{ text: string }>(
      `SELECT c.text FROM chunk_fts f JOIN chunk c ON c.id = f.rowid
       JOIN document d ON d.id = c.document_id AND d.revision = c.revision
       WHERE chunk_fts MATCH ? ORDER BY c.id`,
      word,
    ).map(({ text }) => text)
  }

  rows<Row>(sql: string, ...parameters: string[]): Row[] {
    return this.database.prepare<Row>(sql).all(...parameters)
  }

  count(table: string): number {
    return this.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]?.n ?? -1
  }

  /** Ids of the chunks that count, as they should be in the vector store. */
  chunkIds(): readonly string[] {
    return this.rows<{ id: number }>(
      'SELECT c.id FROM chunk c JOIN document d ON d.id = c.document_id AND d.revision = c.revision ORDER BY c.id',
    ).map(({ id }) => String(id))
  }

  /** As after the end of the app: everything of the service is gone but its files. */
  async restart(): Promise<void> {
    await this.library.dispose()
    this.database.dispose()
    this.database = this.#openDatabase()
    this.library = this.#openLibrary()
  }

  async dispose(): Promise<void> {
    await this.library.dispose()
    this.database.dispose()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #openDatabase(): Database {
    return openDatabase({ file: join(this.folder, 'alcove.db'), log: silentLog().scope('database') })
  }

  #openLibrary(): LibraryService {
    return new LibraryService({
      database: this.database,
      readers: this.readers,
      models: this.models,
      vectors: this.vectors,
      clock: fastClock(),
      log: silentLog().scope('library'),
    })
  }
}

/** All ids in the collections that answer, sorted as the database sorts them. */
export function idsInVectors(bench: LibraryBench): readonly string[] {
  return bench.library
    .vectorCollections(null)
    .flatMap((name) => bench.vectors.ids(name))
    .sort((a, b) => Number(a) - Number(b))
}
