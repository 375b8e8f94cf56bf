import { z } from 'zod'
import { limits } from './limits.ts'

/** Whence the questions come that are answered ahead. */
export const warmingSource = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('most_asked') }),
  /** Headings of a collection's documents turned into questions; null: of all collections. */
  z.strictObject({ from: z.literal('headings'), collectionId: z.string().min(1).nullable().default(null) }),
  z.strictObject({
    from: z.literal('questions'),
    collectionId: z.string().min(1).nullable().default(null),
    questions: z.array(z.string().min(1).max(limits.question)).min(1).max(1_000),
  }),
])
export type WarmingSource = z.infer<typeof warmingSource>

export interface WarmingView {
  readonly state: 'idle' | 'running' | 'paused'
  /** Why it is paused: a person asks, documents are read in, the machine is short of a part, the cache is off. */
  readonly pausedFor: 'question' | 'ingest' | 'no_model' | 'cache_off' | null
  readonly from: WarmingSource['from'] | null
  readonly total: number
  readonly done: number
  /** Of `done`: answered and kept now; were there already; not kept, or failed. */
  readonly kept: number
  readonly alreadyThere: number
  readonly notKept: number
  /** The question that is being answered ahead. */
  readonly current: string | null
  /** Epoch milliseconds. */
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** Whether it ended because it was told to. */
  readonly wasStopped: boolean
  /** Whether it ended because the cache has no more room: no other answer goes for one that nobody asked. */
  readonly wasFull: boolean
  /** Whether it ended by a fault, and not at the end of its line. */
  readonly hasFailed: boolean
}
