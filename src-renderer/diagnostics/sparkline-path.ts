/** Where a curve runs inside a box of `width` by `height`; y grows downward, as SVG has it. */
export interface SparklinePath {
  /** An SVG path of the line; gaps where a value is null. */
  readonly line: string
  /** The same closed down to the floor of the box. */
  readonly area: string
  readonly highest: number
}

/**
 * Scaled from zero to the highest value, never from the lowest: a flat curve looks flat. The newest value is
 * at the right edge and `capacity` values fill the width, so that time always runs at the same speed. Null
 * where no value was measured.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  { width, height, capacity }: { readonly width: number; readonly height: number; readonly capacity: number },
): SparklinePath | null {
  const measured = values.filter((value) => value !== null)
  if (measured.length === 0) return null
  const highest = Math.max(...measured)
  const step = width / Math.max(1, capacity - 1)
  const left = width - (values.length - 1) * step
  const scale = highest === 0 ? 0 : (height - 2) / highest
  const runs = runsOf(values).map((run) =>
    run.map(({ at, value }) => [round(left + at * step), round(height - 1 - value * scale)] as const),
  )
  return {
    line: runs.map(lineThrough).join(''),
    area: runs.map((points) => areaUnder(points, height)).join(''),
    highest,
  }
}

interface Point {
  readonly at: number
  readonly value: number
}

function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = []
  values.forEach((value, at) => {
    if (value === null) return
    const last = runs.at(-1)
    if (last?.at(-1)?.at === at - 1) last.push({ at, value })
    else runs.push([{ at, value }])
  })
  return runs
}

type Place = readonly [x: number, y: number]

/** A run of one is a dot: a line of no length, which a round cap makes visible. */
function lineThrough(points: readonly Place[]): string {
  const path = `M${points.map(([x, y]) => `${x} ${y}`).join('L')}`
  return points.length === 1 ? `${path}h0` : path
}

function areaUnder(points: readonly Place[], height: number): string {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last || points.length === 1) return ''
  return `${lineThrough(points)}L${last[0]} ${height}L${first[0]} ${height}Z`
}

const round = (value: number): number => Math.round(value * 10) / 10
