import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Embedder, Models } from '../ollama/index.ts'
import type { EmbedderRow } from '../storage/index.ts'
import type { LibraryTables } from './library-tables.ts'

/**
 * The embedder that vectors are made for. It outlives its server: while that is away, what was embedded is
 * still indexed, and lost collections are built again, for the embedder that was last in use.
 */
export class EmbedderInUse {
  readonly #models: Models
  readonly #tables: LibraryTables
  readonly #clock: Clock
  readonly #changed = new Emitter<EmbedderRow>()
  readonly onChanged = this.#changed.event
  #row: EmbedderRow | null

  constructor(models: Models, tables: LibraryTables, clock: Clock) {
    this.#models = models
    this.#tables = tables
    this.#clock = clock
    this.#row = tables.vectors.lastEmbedder()
  }

  /** Null before there ever was one. */
  get row(): EmbedderRow | null {
    this.refresh()
    return this.#row
  }

  /** The one that answers now, and is `row`. */
  get live(): Embedder | null {
    this.refresh()
    return this.#models.embedder()
  }

  refresh(): void {
    const embedder = this.#models.embedder()
    if (!embedder || embedder.digest === this.#row?.digest) return
    const { digest, name, dimension } = embedder
    const { database, vectors, ingest } = this.#tables
    this.#row = database.transaction(() => {
      ingest.embedAgain()
      return vectors.useEmbedder({ digest, name, dimension }, this.#clock.now())
    })
    this.#changed.fire(this.#row)
  }
}
