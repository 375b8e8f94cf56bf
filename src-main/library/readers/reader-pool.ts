import type { ChildLauncher } from '../../base/child-process.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Logger } from '../../base/logger.ts'
import type { ReadDocument, ReadRequest } from './read-document.ts'

export { type Chunk, embeddingText } from '../chunker/chunk.ts'
export { detectFormat } from './document-format.ts'
export type { ReadDocument, ReadRequest } from './read-document.ts'

export interface ReaderPoolOptions {
  readonly launcher: ChildLauncher
  readonly log: Logger
  readonly clock: Clock
  /** tokenizer.json of the embedder. */
  readonly tokenizerFile: string
  /** Children at once. @default 1 */
  readonly size?: number
  /** For one file, milliseconds. @default 120_000 */
  readonly timeoutMs?: number
}

/** Reads files in child processes, so that a huge, slow or hostile one costs the main process nothing. */
export class ReaderPool implements Disposable {
  constructor(_options: ReaderPoolOptions) {}

  /**
   * Reads one file. Rejects with the AppError for that file (FILE_…, READER_CRASHED), or with the signal's
   * reason. Files wait for a free child in the order they came.
   */
  read(_request: ReadRequest, _signal: AbortSignal): Promise<ReadDocument> {
    return Promise.reject(new Error('ReaderPool is being written'))
  }

  async dispose(): Promise<void> {}
}
