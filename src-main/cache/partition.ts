import { createHash } from 'node:crypto'
import type { CacheScope } from '../../src-shared/schemas/cache.ts'

/** All that decides an answer beside the question and what the documents say. */
export interface PartitionFacts {
  /** Null: all collections. */
  readonly collectionId: string | null
  /** Null: there is none, and exact hits alone are possible. */
  readonly embedder: { readonly name: string; readonly digest: string } | null
  readonly chatModel: { readonly name: string; readonly digest: string }
  readonly promptVersion: string | number
  /** What the person added to the prompt. */
  readonly instructions: string
  readonly temperature: number
  /** Whatever else the model is told. */
  readonly options: Readonly<Record<string, string | number | boolean | null>>
  readonly k: number
  /** Most tokens of all passages together. */
  readonly tokenBudget: number
  /** By what the documents were narrowed down. */
  readonly filters: Readonly<Record<string, string | number | boolean | null>>
  /** What was said before, oldest first; empty for a first question. */
  readonly conversation: readonly { readonly role: string; readonly content: string }[]
}

/** Questions of one partition may share answers; those of two never do. */
export interface Partition {
  /** SHA-256, hex. */
  readonly key: string
  readonly scope: CacheScope
  /** Digest of the embedder: what a cosine means is its own. Null: there is none. */
  readonly embedderDigest: string | null
}

/** Raised where entries of before must not be served by what comes after, though nothing else differs. */
const FORMAT = 1

/** The version of the documents is not in it: each entry carries its own, so that a change need not end all of them. */
export function partitionOf(facts: PartitionFacts): Partition {
  const { collectionId, chatModel, embedder, k, conversation } = facts
  const text = canonical({ format: FORMAT, ...facts })
  return {
    key: createHash('sha256').update(text).digest('hex'),
    scope: {
      collectionId,
      chatModel: chatModel.name,
      embedder: embedder?.name ?? null,
      k,
      isFollowUp: conversation.length > 0,
    },
    embedderDigest: embedder?.digest ?? null,
  }
}

/** JSON with the keys of every object in order: equal facts are equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  )
}
