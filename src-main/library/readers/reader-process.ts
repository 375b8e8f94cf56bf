import { AppError } from '../../base/app-error.ts'
import type { Child, ChildExit, ChildLauncher } from '../../base/child-process.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Logger } from '../../base/logger.ts'
import type { ReadDocument, ReadRequest } from './read-document.ts'
import type { ReaderAnswer } from './reader-protocol.ts'
import { ReceivedDocument } from './received-document.ts'

export interface ReaderProcessOptions {
  readonly launcher: ChildLauncher
  readonly log: Logger
  readonly clock: Clock
  readonly tokenizerFile: string
  /** For one file, milliseconds. */
  readonly timeoutMs: number
}

/** A child without work gives its 100 MB back after this. */
const IDLE_MS = 30_000

/** A file that needs more ends its reader and not the person's computer. V8 takes this only at its start. */
const MOST_HEAP_MB = 2_048

interface Reading {
  readonly id: number
  readonly received: ReceivedDocument
  readonly resolve: (document: ReadDocument) => void
  readonly reject: (reason: unknown) => void
}

/** One reader child: started when first needed and after each crash, ended when idle. One file at a time. */
export class ReaderProcess implements Disposable {
  readonly #options: ReaderProcessOptions
  #child: Child | null = null
  #reading: Reading | null = null
  #idle: Disposable | null = null
  readonly #leaving = new Set<Promise<void>>()
  #lastId = 0

  constructor(options: ReaderProcessOptions) {
    this.#options = options
  }

  /** Never called while another read is under way. Rejects with an AppError, or with the signal's reason. */
  async read(request: ReadRequest, signal: AbortSignal): Promise<ReadDocument> {
    signal.throwIfAborted()
    void this.#idle?.dispose()
    const id = ++this.#lastId
    const onAbort = () => this.#abandon(id, signal.reason)
    const timer = this.#options.clock.after(this.#options.timeoutMs, () => this.#abandon(id, this.#tooSlow()))
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await new Promise<ReadDocument>((resolve, reject) => {
        this.#reading = { id, received: new ReceivedDocument(), resolve, reject }
        this.#child ??= this.#start()
        this.#child.send({ id, request })
      })
    } finally {
      this.#reading = null
      signal.removeEventListener('abort', onAbort)
      void timer.dispose()
      this.#idle = this.#options.clock.after(IDLE_MS, () => this.#end())
    }
  }

  async dispose(): Promise<void> {
    void this.#idle?.dispose()
    this.#reading?.reject(new AppError('SHUTTING_DOWN'))
    this.#end()
    await Promise.all(this.#leaving)
  }

  #start(): Child {
    const { launcher, log, tokenizerFile } = this.#options
    const child = launcher.start('reader-child', {
      args: [tokenizerFile],
      env: { NODE_OPTIONS: `--max-old-space-size=${MOST_HEAP_MB}` },
    })
    child.onMessage((message) => {
      if (this.#child === child) this.#take(message as ReaderAnswer)
    })
    child.onOutput((line) => log.warn({ line: line.slice(0, 500) }, 'the reader says'))
    child.onExit((exit) => {
      if (this.#child === child) this.#crashed(exit)
    })
    return child
  }

  #take(answer: ReaderAnswer): void {
    const reading = this.#reading
    if (answer.kind === 'ready' || reading === null || answer.id !== reading.id) return
    if (answer.kind === 'text') reading.received.addText(answer.part)
    else if (answer.kind === 'chunks') reading.received.addChunks(answer.chunks)
    else if (answer.kind === 'done') reading.resolve(reading.received.done(answer.head))
    else reading.reject(new AppError(answer.error.code, answer.error))
  }

  #crashed(exit: ChildExit): void {
    this.#child = null
    this.#options.log.warn({ ...exit, reading: this.#reading !== null }, 'a reader has ended by itself')
    this.#reading?.reject(
      new AppError('READER_CRASHED', {
        message:
          'The reader stopped on this file, which may be damaged or too large for it. Other files go on.',
        data: { ...exit },
      }),
    )
  }

  /** Gives the file up. What the child is doing cannot be interrupted, so it goes. */
  #abandon(id: number, reason: unknown): void {
    if (this.#reading?.id !== id) return
    this.#reading.reject(reason)
    this.#child?.kill('SIGKILL')
    this.#end()
  }

  #tooSlow(): AppError {
    const seconds = Math.round(this.#options.timeoutMs / 1_000)
    this.#options.log.warn({ seconds }, 'a file took too long to read')
    return new AppError('READER_CRASHED', {
      message: `Reading this file took longer than ${seconds} seconds, so it was stopped. Split it into smaller files.`,
      data: { timeoutMs: this.#options.timeoutMs },
    })
  }

  #end(): void {
    const child = this.#child
    if (child === null) return
    this.#child = null
    const gone = child.dispose().finally(() => this.#leaving.delete(gone))
    this.#leaving.add(gone)
  }
}
