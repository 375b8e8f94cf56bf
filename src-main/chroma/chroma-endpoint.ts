import type { Event } from '../base/emitter.ts'
import type { VectorStoreState } from './vector-store.ts'

export interface ChromaAddress {
  readonly host: string
  readonly port: number
  readonly ssl: boolean
}

/** A Chroma server, ours or somebody's: where it is now and whether it answers. */
export interface ChromaEndpoint {
  readonly state: VectorStoreState
  readonly onState: Event<VectorStoreState>
  /** Null while there is nothing to call. */
  readonly address: ChromaAddress | null
  /** Of our own server, while it runs. */
  readonly pid: number | undefined
  /** A call failed for want of the server: look at once instead of at the next round. */
  suspect(): void
  /** The server answers, but with failures of its own (5xx): its files may be damaged. */
  reportServerError(message: string): void
  start(): void
  dispose(): Promise<void>
}
