import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { guard } from '../../src-main/cache/index.ts'
import type { Retrieval } from '../../src-main/retrieval/index.ts'
import { type SampleLibrary, sampleLibrary } from '../fakes/sample-library.ts'
import type { Bench, Figure } from './report.ts'

interface LabelledPair {
  readonly a: string
  readonly b: string
  readonly same: boolean
}

interface Measured extends LabelledPair {
  readonly passes: boolean
  /** Chunks that both find, of those that either finds. */
  readonly overlap: number
  readonly sameFirst: boolean
  readonly sameOrder: boolean
}

const file = join(import.meta.dirname, '../fixtures/cache/agreement-pairs.json')
const pairs: readonly LabelledPair[] = JSON.parse(readFileSync(file, 'utf8'))
const DEADLINE_MS = 30_000
const JUDGED_OF_EACH = 30

/**
 * Whether more evidence than the guard's would pay, on questions to the sample handbook with its real retriever:
 * that both questions find the same passages, and what the built-in chat model says when it is asked.
 */
export const cacheAgreementBench: Bench = {
  name: 'cache-agreement: passages found by both questions, and a model as judge, on the handbook',
  async run() {
    const samples = await sampleLibrary()
    try {
      const tookMs: number[] = []
      const measured: Measured[] = []
      for (const pair of pairs) {
        const one = await found(samples, pair.a, tookMs)
        const other = await found(samples, pair.b, tookMs)
        measured.push({ ...pair, passes: guard(pair.a, pair.b) === null, ...agreement(one, other) })
      }
      return [...agreementFigures(measured, tookMs), ...(await judgeFigures(samples))]
    } finally {
      await samples.dispose()
    }
  },
}

async function found({ retriever }: SampleLibrary, question: string, tookMs: number[]): Promise<number[]> {
  const request = { question, collectionId: null, k: 6, tokenBudget: 1_400 }
  const before = performance.now()
  const retrieval: Retrieval = await retriever.retrieve(request, AbortSignal.timeout(DEADLINE_MS))
  tookMs.push(performance.now() - before)
  return retrieval.considered.filter(({ kept }) => kept).map(({ chunkId }) => chunkId)
}

function agreement(a: readonly number[], b: readonly number[]) {
  const shared = a.filter((id) => b.includes(id)).length
  const all = new Set([...a, ...b]).size
  return {
    overlap: all === 0 ? 0 : shared / all,
    sameFirst: a[0] !== undefined && a[0] === b[0],
    sameOrder: a.length > 0 && a.join() === b.join(),
  }
}

function agreementFigures(measured: readonly Measured[], tookMs: number[]): Figure[] {
  const [same, other] = [measured.filter((pair) => pair.same), measured.filter((pair) => !pair.same)]
  const share = (of: readonly Measured[], is: (pair: Measured) => boolean) =>
    of.length === 0 ? 0 : of.filter(is).length / of.length
  const mean = (of: readonly Measured[]) => of.reduce((sum, { overlap }) => sum + overlap, 0) / of.length
  const sorted = [...tookMs].sort((a, b) => a - b)
  const passing = measured.filter(({ passes }) => passes)
  const needed = [0.2, 0.5, 1].flatMap((least) => [
    {
      name: `same answer, overlap of ${least} or more`,
      value: share(same, ({ overlap }) => overlap >= least),
      unit: 'of pairs',
    },
    {
      name: `other answer, overlap of ${least} or more`,
      value: share(other, ({ overlap }) => overlap >= least),
      unit: 'of pairs',
    },
  ])
  return [
    { name: 'pairs with the same answer', value: same.length, unit: '' },
    { name: 'pairs with another answer', value: other.length, unit: '' },
    { name: 'same answer: mean overlap', value: mean(same), unit: '' },
    { name: 'other answer: mean overlap', value: mean(other), unit: '' },
    {
      name: 'overlap: chance that it ranks a same pair above another',
      value: rankedRight(same, other),
      unit: '',
    },
    ...needed,
    {
      name: 'same answer: same first chunk',
      value: share(same, ({ sameFirst }) => sameFirst),
      unit: 'of pairs',
    },
    {
      name: 'other answer: same first chunk',
      value: share(other, ({ sameFirst }) => sameFirst),
      unit: 'of pairs',
    },
    {
      name: 'same answer: same chunks in the same order',
      value: share(same, ({ sameOrder }) => sameOrder),
      unit: 'of pairs',
    },
    {
      name: 'other answer: same chunks in the same order',
      value: share(other, ({ sameOrder }) => sameOrder),
      unit: 'of pairs',
    },
    { name: 'guard passes: right pairs', value: passing.filter((pair) => pair.same).length, unit: '' },
    { name: 'guard passes: wrong pairs', value: passing.filter((pair) => !pair.same).length, unit: '' },
    {
      name: 'guard passes: wrong pairs with overlap under 0.5',
      value: passing.filter((pair) => !pair.same && pair.overlap < 0.5).length,
      unit: '',
    },
    {
      name: 'guard passes: right pairs with overlap under 0.5, lost',
      value: passing.filter((pair) => pair.same && pair.overlap < 0.5).length,
      unit: '',
    },
    { name: 'search p50', value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'ms' },
    { name: 'search p95', value: sorted[Math.floor(sorted.length * 0.95)] ?? 0, unit: 'ms' },
  ]
}

/** The area under the curve: 0.5 is chance, under it the other pairs overlap more. */
function rankedRight(same: readonly Measured[], other: readonly Measured[]): number {
  const wins = same.flatMap((one) =>
    other.map((two) => (one.overlap > two.overlap ? 1 : one.overlap === two.overlap ? 0.5 : 0)),
  )
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
}

const ask = (a: string, b: string) =>
  `Question 1: ${a}\nQuestion 2: ${b}\n\nDo both questions have exactly the same answer? Reply with one word, yes or no.`

async function judgeFigures({ models }: SampleLibrary): Promise<Figure[]> {
  const model = await models.chatModel()
  if (model === null) return []
  const judged = [true, false].flatMap((same) =>
    pairs.filter((pair) => pair.same === same).slice(0, JUDGED_OF_EACH),
  )
  const tookMs: number[] = []
  const said: { readonly same: boolean; readonly yes: boolean | null }[] = []
  for (const pair of judged) {
    const before = performance.now()
    let text = ''
    const request = {
      messages: [{ role: 'user' as const, content: ask(pair.a, pair.b) }],
      temperature: 0,
      maxTokens: 4,
    }
    for await (const chunk of model.chat(request, AbortSignal.timeout(DEADLINE_MS)))
      if (chunk.type === 'text') text += chunk.text
    tookMs.push(performance.now() - before)
    const yes = /\byes\b/i.test(text) ? true : /\bno\b/i.test(text) ? false : null
    said.push({ same: pair.same, yes })
  }
  const right = said.filter(({ same, yes }) => yes === same).length
  const sorted = [...tookMs].sort((a, b) => a - b)
  return [
    { name: `judge ${model.name}: right`, value: right / said.length, unit: 'of pairs' },
    {
      name: 'judge: said yes',
      value: said.filter(({ yes }) => yes === true).length / said.length,
      unit: 'of pairs',
    },
    {
      name: 'judge: said neither',
      value: said.filter(({ yes }) => yes === null).length / said.length,
      unit: 'of pairs',
    },
    { name: 'judge p50', value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'ms' },
  ]
}
