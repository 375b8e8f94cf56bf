import { AppError } from '../../base/app-error.ts'
import type { ChildLauncher } from '../../base/child-process.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Logger } from '../../base/logger.ts'
import type { ReadDocument, ReadRequest } from './read-document.ts'
import { ReaderProcess } from './reader-process.ts'

export { type Chunk, embeddingText } from '../chunker/chunk.ts'
export { detectFormat } from './document-format.ts'
export type { ReadDocument, ReadRequest } from './read-document.ts'

export interface ReaderPoolOptions {
  readonly launcher: ChildLauncher
  readonly log: Logger
  readonly clock: Clock
  /** tokenizer.json of the embedder; where it is missing, tokens are estimated. */
  readonly tokenizerFile: string
  /** Children at once. @default 1 */
  readonly size?: number
  /** For one file, milliseconds. @default 120_000 */
  readonly timeoutMs?: number
}

interface Waiting {
  readonly start: (reader: ReaderProcess) => void
  readonly refuse: (reason: unknown) => void
}

/** Reads files in child processes, so that a huge, slow or hostile one costs the main process nothing. */
export class ReaderPool implements Disposable {
  readonly #readers: readonly ReaderProcess[]
  readonly #free: ReaderProcess[]
  readonly #waiting: Waiting[] = []
  #disposed: Promise<void> | undefined

  constructor(options: ReaderPoolOptions) {
    const { size = 1, timeoutMs = 120_000 } = options
    if (!(size >= 1)) throw new RangeError(`ReaderPool size must be 1 or more, got ${size}`)
    if (!(timeoutMs > 0)) throw new RangeError(`ReaderPool timeoutMs must be positive, got ${timeoutMs}`)
    this.#readers = Array.from({ length: size }, () => new ReaderProcess({ ...options, timeoutMs }))
    this.#free = [...this.#readers]
  }

  /**
   * Reads one file. Rejects with the AppError for that file (FILE_…, READER_CRASHED), or with the signal's
   * reason. Files wait for a free child in the order they came.
   */
  async read(request: ReadRequest, signal: AbortSignal): Promise<ReadDocument> {
    if (this.#disposed) throw new AppError('SHUTTING_DOWN')
    const reader = await this.#acquire(signal)
    try {
      return await reader.read(request, signal)
    } finally {
      const next = this.#waiting.shift()
      if (next) next.start(reader)
      else this.#free.push(reader)
    }
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end()
    return this.#disposed
  }

  async #end(): Promise<void> {
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(new AppError('SHUTTING_DOWN'))
    await Promise.all(this.#readers.map((reader) => reader.dispose()))
  }

  #acquire(signal: AbortSignal): Promise<ReaderProcess> {
    signal.throwIfAborted()
    const reader = this.#free.pop()
    if (reader) return Promise.resolve(reader)
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        reject(signal.reason)
      }
      const settle = () => signal.removeEventListener('abort', onAbort)
      const waiting: Waiting = {
        start: (free) => {
          settle()
          resolve(free)
        },
        refuse: (reason) => {
          settle()
          reject(reason)
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(waiting)
    })
  }
}
