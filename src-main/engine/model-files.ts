import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { FileDigests } from './file-digests.ts'
import { type GgufFacts, readGgufFacts } from './gguf-facts.ts'
import { modelNotFound, RequestError } from './request-error.ts'

export interface ModelFile {
  /** The file's name without .gguf; of a pulled one the name that it was pulled by. */
  readonly name: string
  readonly path: string
  readonly size: number
  /** Epoch milliseconds. */
  readonly modified: number
}

export interface DescribedModel extends ModelFile {
  readonly digest: string
  readonly facts: GgufFacts
}

export interface ModelFilesOptions {
  /** Looked through in this order; the last is where pulled models go and the only one that is written to. */
  readonly folders: readonly string[]
  readonly stateFolder: string
  /** Told of each file that is no model, once. */
  readonly warn: (message: string) => void
}

/** The GGUF files in some folders. Nothing is remembered but what a file's size and time of change vouch for. */
export class ModelFiles {
  readonly #folders: readonly string[]
  readonly #digests: FileDigests
  readonly #warn: (message: string) => void
  readonly #facts = new Map<string, Promise<GgufFacts>>()

  constructor(options: ModelFilesOptions) {
    if (options.folders.length === 0) throw new RangeError('ModelFiles folders must name one folder or more')
    this.#folders = options.folders
    this.#digests = new FileDigests(options.stateFolder)
    this.#warn = options.warn
  }

  get pullFolder(): string {
    return this.#folders.at(-1) as string
  }

  /** All that are models, by name. */
  async list(): Promise<readonly DescribedModel[]> {
    const described: DescribedModel[] = []
    for (const file of await this.#scan()) {
      const model = await this.describe(file).catch(() => null)
      if (model) described.push(model)
    }
    return described.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** By name, with or without Ollama's `:latest`. Throws 404. */
  async find(name: string): Promise<ModelFile> {
    const wanted = name.replace(/:latest$/, '')
    const found = (await this.#scan()).find((file) => file.name === wanted)
    if (!found) throw modelNotFound(name)
    return found
  }

  /** Throws 500 with the reason where the file is no GGUF. */
  async describe(file: ModelFile): Promise<DescribedModel> {
    const facts = await this.#factsOf(file)
    return { ...file, facts, digest: await this.#digests.of(file.path, file.size, file.modified) }
  }

  async remove(name: string): Promise<void> {
    const file = await this.find(name)
    if (!file.path.startsWith(join(this.pullFolder, '/'))) {
      throw new RequestError(403, `model '${name}' comes with Alcove and cannot be removed`)
    }
    await unlink(file.path)
  }

  #factsOf(file: ModelFile): Promise<GgufFacts> {
    const key = `${file.path}\n${file.size}\n${file.modified}`
    let facts = this.#facts.get(key)
    if (!facts) {
      facts = readGgufFacts(file.path)
      // Kept although it failed: the file is the same until its size or time changes.
      facts.catch((error: Error) => this.#warn(`${file.path}: ${error.message}`))
      this.#facts.set(key, facts)
    }
    return facts
  }

  async #scan(): Promise<readonly ModelFile[]> {
    const files = new Map<string, ModelFile>()
    for (const folder of this.#folders) {
      for (const entry of await readdir(folder).catch(() => [])) {
        if (!entry.endsWith(EXTENSION)) continue
        const path = join(folder, entry)
        const stats = await stat(path).catch(() => null)
        const name = modelNameOf(entry)
        if (!stats?.isFile() || files.has(name)) continue
        files.set(name, { name, path, size: stats.size, modified: stats.mtimeMs })
      }
    }
    return [...files.values()]
  }
}

const EXTENSION = '.gguf'

/** Where a pulled model is kept. Its name may hold slashes and a colon, which file names may not. */
export function modelFileName(name: string): string {
  return `${encodeURIComponent(name)}${EXTENSION}`
}

function modelNameOf(fileName: string): string {
  const name = fileName.slice(0, -EXTENSION.length)
  try {
    return decodeURIComponent(name)
  } catch {
    // A percent sign in a name that somebody else gave.
    return name
  }
}
