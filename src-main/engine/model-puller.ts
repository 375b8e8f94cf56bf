import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sha256Of } from './file-digests.ts'
import { Hub, type HubFile } from './hub.ts'
import { type ModelFiles, modelFileName } from './model-files.ts'
import { RequestError } from './request-error.ts'

/** One line of /api/pull. */
export interface PullLine {
  readonly status: string
  readonly digest?: string
  readonly total?: number
  readonly completed?: number
}

const ATTEMPTS = 5
/** Bytes between two lines of progress. */
const STEP = 4 * 1_048_576

/**
 * Brings a GGUF file from the hub: resumed where an earlier attempt ended, checked by sha256, moved into place
 * atomically. What was brought of it stays in `.pulling/` when it is cancelled.
 */
export class ModelPuller {
  readonly #files: ModelFiles
  readonly #hub: Hub
  readonly #pauseMs: number

  /** `pauseMs`: before the second attempt; doubled before each further one. */
  constructor(files: ModelFiles, hubOrigin?: string, pauseMs = 1_000) {
    this.#files = files
    this.#hub = new Hub(hubOrigin)
    this.#pauseMs = pauseMs
  }

  async *pull(name: string, signal: AbortSignal): AsyncGenerator<PullLine> {
    yield { status: 'pulling manifest' }
    const file = await this.#hub.find(name, signal)
    const folder = join(this.#files.pullFolder, '.pulling')
    await mkdir(folder, { recursive: true })
    const partial = join(folder, `${file.sha256}.part`)
    yield* this.#download(file, partial, signal)
    yield { status: 'verifying sha256 digest' }
    if ((await sha256Of(partial)) !== file.sha256) {
      await rm(partial)
      throw new RequestError(502, 'digest mismatch: the file was damaged on its way; pull it again')
    }
    signal.throwIfAborted()
    await rename(partial, join(this.#files.pullFolder, modelFileName(name)))
    yield { status: 'success' }
  }

  /** Tries again from where it stands, with a growing pause, as long as each attempt or the next gets further. */
  async *#download(file: HubFile, partial: string, signal: AbortSignal): AsyncGenerator<PullLine> {
    for (let attempt = 1; ; attempt++) {
      const before = await sizeOf(partial)
      try {
        yield* this.#attempt(file, partial, signal)
        return
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
          throw new RequestError(507, 'the disk is full', 'DISK_FULL', error)
        }
        if ((await sizeOf(partial)) > before) attempt = 1
        if (attempt >= ATTEMPTS) throw error
        await wait(this.#pauseMs * 2 ** (attempt - 1), undefined, { signal })
      }
    }
  }

  async *#attempt(file: HubFile, partial: string, signal: AbortSignal): AsyncGenerator<PullLine> {
    const line = (completed: number): PullLine => ({
      status: `pulling ${file.sha256.slice(0, 12)}`,
      digest: `sha256:${file.sha256}`,
      total: file.size,
      completed,
    })
    let completed = await sizeOf(partial)
    if (completed >= file.size) return
    yield line(completed)
    const response = await this.#hub.get(
      file.url,
      signal,
      completed > 0 ? { range: `bytes=${completed}-` } : {},
    )
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      throw new RequestError(502, `the model hub answered ${response.status}`)
    }
    // 200 to a range: the server sends all of it again.
    if (response.status !== 206) completed = 0
    const handle = await open(partial, completed > 0 ? 'a' : 'w')
    try {
      let told = completed
      for await (const chunk of response.body) {
        await handle.write(chunk as Uint8Array)
        completed += (chunk as Uint8Array).byteLength
        if (completed - told >= STEP) {
          told = completed
          yield line(completed)
        }
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (completed !== file.size)
      throw new RequestError(502, `the download ended at ${completed} of ${file.size} bytes`)
    yield line(completed)
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
