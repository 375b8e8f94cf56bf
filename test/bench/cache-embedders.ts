import { resolve } from 'node:path'
import { systemClock } from '../../src-main/base/clock.ts'
import { curveOf } from '../../src-main/cache/calibration/calibration-curve.ts'
import { type LabelledPair, readLabelledPairs } from '../../src-main/cache/calibration/labelled-pairs.ts'
import { Measurement } from '../../src-main/cache/calibration/measurement.ts'
import { guard } from '../../src-main/cache/index.ts'
import type { Embedder } from '../../src-main/ollama/index.ts'
import type { CalibrationCurve, CalibrationPoint } from '../../src-shared/schemas/cache-calibration.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { adversarialPairs, halfOf, paraphrasePairs } from '../unit/cache/pair-fixtures.ts'
import type { Bench, Figure } from './report.ts'
import { type EmbedderName, withRealEmbedder } from './second-embedder/real-embedders.ts'

const WANTED = 0.99
const DEFAULT = 0.92
const shipped = resolve(import.meta.dirname, '../../resources/cache/labelled-pairs.json')

/**
 * What the app would do with each of two real embedders when a precision is wanted: the threshold that it would
 * recommend from the pairs that ship with it, and what that is worth on the held-out half of the fixtures.
 */
export const cacheEmbeddersBench: Bench = {
  name: `cache-embedders: two embedders, calibrated for a precision of ${WANTED}`,
  async run() {
    const figures: Figure[] = []
    for (const name of ['built-in', 'second'] as const) {
      try {
        figures.push(...(await withRealEmbedder(name, (embedder) => measured(name, embedder))))
      } catch (error) {
        console.error(error instanceof Error ? error.message : error)
        figures.push({ name: `${name}: could be had`, value: 0, unit: '', goal: '1', met: false })
      }
    }
    return figures
  },
}

async function measured(name: EmbedderName, embedder: Embedder): Promise<readonly Figure[]> {
  const began = performance.now()
  const own = await curveFor(embedder, readLabelledPairs(shipped, silentLog().scope('bench')).pairs)
  const took = performance.now() - began
  const unseen = await curveFor(embedder, heldOut())
  const named = (what: string, value: number, unit = '') => ({ name: `${name}: ${what}`, value, unit })
  const { recommended } = own
  return [
    named('calibration took', took / 1_000, 's'),
    {
      ...named('recommended threshold', recommended ?? Number.NaN),
      goal: 'there is one',
      met: recommended !== null,
    },
    ...(recommended === null ? [] : figuresAt(`${name}: held-out at ${recommended}`, unseen, recommended)),
    ...figuresAt(`${name}: held-out at ${DEFAULT}`, unseen, DEFAULT),
    named(
      `held-out at ${DEFAULT} by cosine alone: precision`,
      at(unseen.cosineAlone, DEFAULT)?.precision?.value ?? 0,
    ),
  ]
}

function figuresAt(name: string, { both }: CalibrationCurve, threshold: number): Figure[] {
  const point = at(both, threshold)
  const precision = point?.precision?.value ?? 0
  const falseHits = point?.falseHits ?? 0
  return [
    { name: `${name}: wrong hits`, value: falseHits, unit: '', goal: '0', met: falseHits === 0 },
    { name: `${name}: precision`, value: precision, unit: 'of its hits' },
    { name: `${name}: precision at least (95 %)`, value: point?.precision?.low ?? 0, unit: 'of its hits' },
    { name: `${name}: hit rate`, value: point?.hitRate?.value ?? 0, unit: 'of pairs that ask the same' },
  ]
}

const at = (points: readonly CalibrationPoint[], threshold: number): CalibrationPoint | undefined =>
  points.find((point) => point.threshold === threshold)

async function curveFor(embedder: Embedder, pairs: readonly LabelledPair[]): Promise<CalibrationCurve> {
  const measurement = new Measurement({ embedder, pairs, guard, clock: systemClock, onProgress: () => {} })
  const found = await measurement.goOn(new AbortController().signal)
  return curveOf(embedder, pairs, { ...found, measuredAt: Date.now() }, WANTED)
}

function heldOut(): readonly LabelledPair[] {
  const of = (kind: LabelledPair['kind'], pairs: readonly { readonly a: string; readonly b: string }[]) =>
    pairs.filter((pair) => halfOf(pair) === 'held-out').map(({ a, b }) => ({ kind, a, b }))
  return [...of('same', paraphrasePairs()), ...of('twin', adversarialPairs())]
}
