import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AppError } from '../../base/app-error.ts'

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

/** The pairs that come with the app. Throws INTERNAL where the file is not there or is none. */
export function readLabelledPairs(path: string): LabelledPairs {
  try {
    const kinds = file.parse(JSON.parse(readFileSync(path, 'utf8')))
    return labelledPairs(
      (['same', 'twin', 'related'] as const).flatMap((kind) =>
        kinds[kind].map((questions) => ({ kind, ...questions })),
      ),
    )
  } catch (error) {
    throw new AppError('INTERNAL', { message: `The question pairs in ${path} cannot be read.`, cause: error })
  }
}

/** Those given, with their digest. */
export function labelledPairs(pairs: readonly LabelledPair[]): LabelledPairs {
  const text = JSON.stringify(pairs.map(({ kind, a, b }) => [kind, a, b]))
  return { digest: createHash('sha256').update(text).digest('hex'), pairs }
}
