import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Logger } from '../../base/logger.ts'

/**
 * What two questions are to each other. `same`: one answer serves both. `twin`: nearly the same words with one thing
 * changed, so that it does not. `related`: they ask different things of one subject.
 */
export type PairKind = 'same' | 'twin' | 'related'

export interface LabelledPair {
  readonly kind: PairKind
  readonly a: string
  readonly b: string
}

export interface LabelledPairs {
  /** SHA-256 of the pairs, hex: what was measured on others says nothing of these. */
  readonly digest: string
  readonly pairs: readonly LabelledPair[]
}

/** Two questions on one line, so that the file can be read. */
const pair = z
  .string()
  .regex(/^[^|]+ \| [^|]+$/)
  .transform((line) => {
    const [a = '', b = ''] = line.split(' | ')
    return { a, b }
  })
const file = z.strictObject({
  about: z.string(),
  same: z.array(pair).min(1),
  twin: z.array(pair).min(1),
  related: z.array(pair).min(1),
})

/** The pairs that come with the app; none where the file is missing or damaged, which no answer may suffer from. */
export function readLabelledPairs(path: string, log: Logger): LabelledPairs {
  try {
    const kinds = file.parse(JSON.parse(readFileSync(path, 'utf8')))
    return labelledPairs(
      (['same', 'twin', 'related'] as const).flatMap((kind) =>
        kinds[kind].map((questions) => ({ kind, ...questions })),
      ),
    )
  } catch (error) {
    log.error({ err: error, path }, 'the labelled question pairs cannot be read')
    return labelledPairs([])
  }
}

/** Those given, with their digest. */
export function labelledPairs(pairs: readonly LabelledPair[]): LabelledPairs {
  const text = JSON.stringify(pairs.map(({ kind, a, b }) => [kind, a, b]))
  return { digest: createHash('sha256').update(text).digest('hex'), pairs }
}
