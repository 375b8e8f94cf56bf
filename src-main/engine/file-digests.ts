import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

interface Known {
  readonly size: number
  readonly modified: number
  readonly sha256: string
}

/**
 * The sha256 of model files, computed once a file and kept in `<folder>/model-digests.json` for as long as its
 * size and time of change stay. The same model has the same digest wherever its file came from.
 */
export class FileDigests {
  readonly #folder: string
  #known: Promise<Map<string, Known>> | undefined
  #writing: Promise<void> = Promise.resolve()
  readonly #running = new Map<string, Promise<string>>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async of(path: string, size: number, modified: number): Promise<string> {
    const known = (await this.#load()).get(path)
    if (known && known.size === size && known.modified === modified) return known.sha256
    let running = this.#running.get(path)
    if (!running) {
      running = this.#compute(path, size, modified).finally(() => this.#running.delete(path))
      this.#running.set(path, running)
    }
    return running
  }

  async #compute(path: string, size: number, modified: number): Promise<string> {
    const sha256 = await sha256Of(path)
    const known = await this.#load()
    known.set(path, { size, modified, sha256 })
    this.#writing = this.#writing.then(() => this.#save(known)).catch(() => undefined)
    await this.#writing
    return sha256
  }

  #load(): Promise<Map<string, Known>> {
    // A cache: where it cannot be read or written, digests are computed again.
    this.#known ??= readFile(this.#file, 'utf8')
      .then((text) => new Map(Object.entries(JSON.parse(text) as Record<string, Known>)))
      .catch(() => new Map())
    return this.#known
  }

  async #save(known: ReadonlyMap<string, Known>): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await writeFile(`${this.#file}.new`, JSON.stringify(Object.fromEntries(known), null, 1))
    await rename(`${this.#file}.new`, this.#file)
  }

  get #file(): string {
    return join(this.#folder, 'model-digests.json')
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
