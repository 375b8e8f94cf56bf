import type { CalibrationPoint, Share } from '../../../src-shared/schemas/cache-calibration.ts'

export type Measure = 'precision' | 'hitRate'

/** The box that a curve is drawn in; y grows downward, as SVG has it. */
export interface CurveBox {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Cosine at the left and the right edge. */
  readonly from: number
  readonly to: number
}

export type Place = readonly [x: number, y: number]

export interface CurvePath {
  readonly line: string
  /** The interval around it; empty where fewer than two points were measured. */
  readonly band: string
  readonly points: readonly Place[]
}

const round = (value: number): number => Math.round(value * 10) / 10

export const xOf = (cosine: number, { left, right, from, to }: CurveBox): number =>
  round(left + (to === from ? 0.5 : (cosine - from) / (to - from)) * (right - left))

/** @param share 0 to 1 */
export const yOf = (share: number, { top, bottom }: CurveBox): number =>
  round(bottom - share * (bottom - top))

/** A share over the least cosine. Left out is what is a share of nothing. */
export function curvePath(points: readonly CalibrationPoint[], measure: Measure, box: CurveBox): CurvePath {
  const measured = points.flatMap((point) => {
    const share = point[measure]
    return point.threshold === null || share === null ? [] : [{ x: xOf(point.threshold, box), share }]
  })
  const along = (of: (share: Share) => number): Place[] =>
    measured.map(({ x, share }) => [x, yOf(of(share), box)])
  const places = along(({ value }) => value)
  const low = along((share) => share.low)
  return {
    line: pathOf(places),
    band: measured.length < 2 ? '' : `${pathOf([...along(({ high }) => high), ...low.reverse()])}Z`,
    points: places,
  }
}

const pathOf = (places: readonly Place[]): string =>
  places.length === 0 ? '' : `M${places.map(([x, y]) => `${x} ${y}`).join('L')}`

/** Round cosines within [from, to], no more than seven. */
export function cosineTicks(from: number, to: number): readonly number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((one) => (to - from) / one <= 6 + 1e-6) ?? 0.5
  const ticks: number[] = []
  for (let at = Math.ceil(from / step - 1e-6); at * step <= to + 1e-9; at++) {
    ticks.push(Math.round(at * step * 100) / 100)
  }
  return ticks
}
