import type { Clock } from '../base/clock.ts'

/** How far the chunks of one document are, by ordinal: all before `embedded` and `indexed` are. */
export interface DocumentProgress {
  readonly revision: number
  readonly total: number
  embedded: number
  indexed: number
}

const WINDOW_MS = 60_000
const SLOT_MS = 1_000

/**
 * How far the queue is, in memory only: after a restart it is found again by looking which embeddings are
 * there. Also measures chunks a second over the last minute.
 */
export class ChunkProgress {
  readonly #clock: Clock
  readonly #documents = new Map<string, DocumentProgress>()
  readonly #slots: { at: number; chunks: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Begins anew where the content is another one. */
  of(documentId: string, revision: number, total: number): DocumentProgress {
    const known = this.#documents.get(documentId)
    if (known?.revision === revision) return known
    const fresh: DocumentProgress = { revision, total, embedded: 0, indexed: 0 }
    this.#documents.set(documentId, fresh)
    return fresh
  }

  get(documentId: string): DocumentProgress | undefined {
    return this.#documents.get(documentId)
  }

  forget(documentId: string): void {
    this.#documents.delete(documentId)
  }

  clear(): void {
    this.#documents.clear()
  }

  /** Chunks were embedded. */
  count(chunks: number): void {
    const now = this.#clock.monotonic()
    const last = this.#slots.at(-1)
    if (last && now - last.at < SLOT_MS) last.chunks += chunks
    else this.#slots.push({ at: now, chunks })
    while (this.#slots[0] && now - this.#slots[0].at > WINDOW_MS) this.#slots.shift()
  }

  /** Null before there were two seconds to measure. */
  get chunksPerSecond(): number | null {
    const now = this.#clock.monotonic()
    const recent = this.#slots.filter(({ at }) => now - at <= WINDOW_MS)
    const first = recent[0]
    if (!first || now - first.at < 2 * SLOT_MS) return null
    return (recent.reduce((sum, slot) => sum + slot.chunks, 0) * 1_000) / (now - first.at)
  }
}
