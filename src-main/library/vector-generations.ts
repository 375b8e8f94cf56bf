import type { Logger } from '../base/logger.ts'
import type { VectorStore } from '../chroma/index.ts'
import type { EmbedderRow, Generation } from '../storage/index.ts'
import type { EmbedderInUse } from './embedder-in-use.ts'
import type { LibraryTables } from './library-tables.ts'

export interface VectorGenerationsOptions {
  readonly tables: LibraryTables
  readonly vectors: VectorStore
  readonly embedder: EmbedderInUse
  readonly log: Logger
  /** A generation is to be built: indexed chunks may lack embeddings. */
  readonly onBuild: () => void
  /** The next chunk of a generation has no embedding yet. */
  readonly onMissing: () => void
  /** Another generation answers. */
  readonly onSwap: () => void
}

/** Records of one call. */
const PAGE = 256

/**
 * Which Chroma collections there are and whether they hold what SQLite says: missing or wrong ones are built
 * anew beside the old, from the stored embeddings, and swapped in when they are whole. What nobody needs is
 * dropped. Called by one loop only, so that nothing overtakes anything on its way to Chroma.
 */
export class VectorGenerations {
  readonly #options: VectorGenerationsOptions
  /** Chunk id up to which a generation is built, and how many that were. */
  readonly #built = new Map<string, { after: number; chunks: number }>()
  /** Not yet seen to be whole; true where it was looked at while documents were on their way. */
  readonly #unverified = new Map<string, boolean>()
  #mustList = true

  constructor(options: VectorGenerationsOptions) {
    this.#options = options
    this.distrust()
  }

  /** The store may have lost or kept anything: all is looked at again. */
  distrust(): void {
    this.#mustList = true
    this.#built.clear()
    for (const { name, state } of this.#options.tables.generations.all()) {
      if (state === 'current') this.#unverified.set(name, false)
    }
  }

  /** The collections that answer now: those that are whole, else those that are being built. */
  answering(embedderId: number, collectionId: string | null): readonly string[] {
    const all = this.#options.tables.generations
      .all()
      .filter((row) => row.embedderId === embedderId && row.state !== 'retired')
      .filter((row) => collectionId === null || row.collectionId === collectionId)
    return all
      .filter(
        (row) =>
          row.state === 'current' ||
          !all.some((other) => other.collectionId === row.collectionId && other.state === 'current'),
      )
      .map(({ name }) => name)
  }

  /** Those that must hold whatever is indexed in a collection. Makes the first one. */
  ensure(collectionId: string, embedder: EmbedderRow): readonly Generation[] {
    const { generations } = this.#options.tables
    const live = generations.live(collectionId, embedder.id)
    if (live.length > 0) return live
    const isEmpty = generations.bounds(collectionId).indexed === 0
    const made = generations.create(collectionId, embedder.id, isEmpty ? 'current' : 'building')
    if (isEmpty) generations.makeCurrent(made)
    else this.#options.onBuild()
    return [made]
  }

  /** Of all that is being built; null where nothing is. */
  get progress(): { readonly done: number; readonly total: number } | null {
    const { generations } = this.#options.tables
    const building = generations.all().filter(({ state }) => state === 'building')
    if (building.length === 0) return null
    const total = building.reduce((sum, row) => sum + generations.bounds(row.collectionId).indexed, 0)
    const done = building.reduce((sum, row) => sum + (this.#built.get(row.name)?.chunks ?? 0), 0)
    return { done: Math.min(done, total), total }
  }

  rebuildAll(): void {
    const { collections, generations } = this.#options.tables
    const embedder = this.#options.embedder.row
    if (!embedder) return
    for (const { id } of collections.all()) {
      if (generations.live(id, embedder.id).some(({ state }) => state === 'building')) continue
      generations.create(id, embedder.id, 'building')
    }
    this.#options.onBuild()
  }

  /** Drops what is retired or nobody's; true where something was done. */
  async tidy(signal: AbortSignal): Promise<boolean> {
    const { tables, vectors, log } = this.#options
    const retired = tables.generations.all().find(({ state }) => state === 'retired')
    if (retired) {
      await vectors.drop(retired.name, signal)
      tables.generations.remove(retired.name)
      return true
    }
    if (!this.#mustList) return false
    const names = await vectors.list(signal)
    const known = new Set(tables.generations.all().map(({ name }) => name))
    for (const name of names) {
      if (!name.startsWith(tables.generations.prefix) || known.has(name)) continue
      log.info({ name }, 'a vector collection that nobody needs is dropped')
      await vectors.drop(name, signal)
    }
    this.#mustList = false
    return true
  }

  /** Removes vectors of chunks that are gone; true where something was done. */
  async removeGone(signal: AbortSignal): Promise<boolean> {
    const { tables, vectors } = this.#options
    const removals = tables.generations.someRemovals(PAGE)
    const collectionId = removals[0]?.collectionId
    if (collectionId === undefined) return false
    const ids = removals.map(({ chunkId }) => chunkId)
    for (const row of tables.generations.all()) {
      if (row.collectionId !== collectionId || row.state === 'retired') continue
      await vectors.remove(row.name, ids.map(String), signal)
    }
    tables.generations.removalsDone(collectionId, ids)
    return true
  }

  /** Compares one collection with SQLite; true where something was done. */
  async verify(signal: AbortSignal): Promise<boolean> {
    const { tables, embedder, log, vectors } = this.#options
    const row = embedder.row
    if (!row || tables.content.retired().length > 0) return false
    const all = tables.generations.all()
    for (const [name, wasLooked] of this.#unverified) {
      const generation = all.find((candidate) => candidate.name === name && candidate.state === 'current')
      if (!generation || generation.embedderId !== row.id) {
        this.#unverified.delete(name)
        continue
      }
      const bounds = tables.generations.bounds(generation.collectionId)
      if (wasLooked && bounds.open > 0) continue
      const count = await vectors.count(name, signal)
      if (count === null ? bounds.indexed > 0 : count < bounds.indexed || count > bounds.all) {
        log.warn(
          { count, expected: bounds.indexed },
          'the vectors of a collection are not all there; built anew',
        )
        this.#unverified.delete(name)
        this.#rebuild(generation, count === null)
        return true
      }
      // While documents are on their way the bounds are wide: it is looked at again when they are through.
      if (bounds.open === 0) this.#unverified.delete(name)
      else this.#unverified.set(name, true)
    }
    return false
  }

  /** Writes the next vectors of a generation that is being built; true where something was done. */
  async build(signal: AbortSignal): Promise<boolean> {
    const { tables, vectors, embedder } = this.#options
    const row = embedder.row
    if (!row) return false
    for (const { id } of tables.collections.all()) this.ensure(id, row)
    for (const generation of tables.generations.all()) {
      if (generation.state !== 'building') continue
      if (generation.embedderId !== row.id) {
        tables.generations.setState(generation.name, 'retired')
        return true
      }
      const built = this.#built.get(generation.name) ?? { after: 0, chunks: 0 }
      const page = tables.vectors.ofCollection(row.id, generation.collectionId, built.after, PAGE)
      if (page.length === 0) {
        if (await this.#complete(generation, signal)) return true
        continue
      }
      const missing = page.findIndex(({ vector }) => vector === null)
      const ready = missing === -1 ? page : page.slice(0, missing)
      if (ready.length === 0) {
        this.#options.onMissing()
        continue
      }
      await vectors.upsert(
        generation.name,
        ready.flatMap(({ id, vector }) => (vector ? [{ id: String(id), vector }] : [])),
        signal,
      )
      this.#built.set(generation.name, {
        after: ready.at(-1)?.id ?? built.after,
        chunks: built.chunks + ready.length,
      })
      return true
    }
    return false
  }

  async #complete(generation: Generation, signal: AbortSignal): Promise<boolean> {
    const { tables, vectors, log, onSwap } = this.#options
    // What is being swept is counted by neither side.
    if (tables.content.retired().length > 0) return false
    const bounds = tables.generations.bounds(generation.collectionId)
    const count = (await vectors.count(generation.name, signal)) ?? 0
    const chunks = this.#built.get(generation.name)?.chunks ?? 0
    this.#built.delete(generation.name)
    if (count < bounds.indexed || count > bounds.all) {
      log.warn({ count, expected: bounds.indexed }, 'a generation of vectors is not whole; built once more')
      this.#rebuild(generation, true)
      return true
    }
    tables.database.transaction(() => {
      tables.generations.makeCurrent(generation)
      tables.collections.touch(generation.collectionId)
    })
    log.info({ chunks }, 'a generation of vectors was built and answers from now on')
    onSwap()
    return true
  }

  #rebuild(generation: Generation, isUseless: boolean): void {
    const { tables, onBuild } = this.#options
    tables.database.transaction(() => {
      if (isUseless) tables.generations.setState(generation.name, 'retired')
      const live = tables.generations.live(generation.collectionId, generation.embedderId)
      if (live.some(({ state }) => state === 'building')) return
      tables.generations.create(generation.collectionId, generation.embedderId, 'building')
    })
    onBuild()
  }
}
