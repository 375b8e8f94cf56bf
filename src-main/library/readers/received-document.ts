import type { Chunk } from '../chunker/chunk.ts'
import type { DocumentHead, ReadDocument } from './read-document.ts'
import type { SentChunk } from './reader-protocol.ts'

/** Puts together what the child sends of one document, a little with every message. */
export class ReceivedDocument {
  #parts: string[] = []
  #text = ''
  readonly #chunks: Chunk[] = []

  addText(part: string): void {
    this.#parts.push(part)
  }

  addChunks(chunks: readonly SentChunk[]): void {
    const text = this.#wholeText()
    for (const chunk of chunks) {
      // A Buffer crosses Electron's channel as a Uint8Array, Node's as a Buffer over shared memory: one kind for all.
      const textHash = Uint8Array.from(chunk.textHash)
      this.#chunks.push({ ...chunk, textHash, text: text.slice(chunk.start, chunk.end) })
    }
  }

  done(head: DocumentHead): ReadDocument {
    return { ...head, text: this.#wholeText(), chunks: this.#chunks }
  }

  #wholeText(): string {
    if (this.#parts.length > 0) {
      this.#text = this.#parts.join('')
      this.#parts = []
    }
    return this.#text
  }
}
