import type { CalibrationCurve } from '../../../src-shared/schemas/cache-calibration.ts'
import { formatCosine, formatRatio } from '../../ui/format.ts'
import classes from './curve-chart.module.css'
import { type CurveBox, cosineTicks, curvePath, type Measure, xOf, yOf } from './curve-path.ts'

const WIDTH = 500
const HEIGHT = 270
const shares = [0, 0.25, 0.5, 0.75, 1]

interface CurveChartProps {
  readonly curve: CalibrationCurve
  readonly measure: Measure
  readonly title: string
  readonly inForce: number
}

/** One figure over the least cosine, with the guard and without. The table below says the same. */
export function CurveChart({ curve, measure, title, inForce }: CurveChartProps) {
  const thresholds = curve.both.flatMap(({ threshold }) => threshold ?? [])
  const from = Math.min(...thresholds)
  const to = Math.max(...thresholds)
  const box: CurveBox = { left: 44, right: WIDTH - 14, top: 44, bottom: HEIGHT - 38, from, to }
  const alone = curvePath(curve.cosineAlone, measure, box)
  const both = curvePath(curve.both, measure, box)
  const isInside = (cosine: number) => cosine >= from && cosine <= to
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.title}>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={classes.chart}
        role="img"
        aria-label={wordsOf(title, curve)}
      >
        {shares.map((share) => (
          <g key={share}>
            <path className={classes.grid} d={`M${box.left} ${yOf(share, box)}H${box.right}`} />
            <text className={classes.tick} x={box.left - 8} y={yOf(share, box) + 4} textAnchor="end">
              {formatRatio(share)}
            </text>
          </g>
        ))}
        {cosineTicks(from, to).map((cosine) => (
          <text
            key={cosine}
            className={classes.tick}
            x={xOf(cosine, box)}
            y={box.bottom + 18}
            textAnchor="middle"
          >
            {cosine.toFixed(2)}
          </text>
        ))}
        <text className={classes.tick} x={(box.left + box.right) / 2} y={HEIGHT - 3} textAnchor="middle">
          least cosine
        </text>
        <path className={classes.band} d={both.band} />
        <path className={classes.alone} d={alone.line} />
        <path className={classes.both} d={both.line} />
        {isInside(inForce) && <Marker box={box} cosine={inForce} row={0} label="in force" kind="inForce" />}
        {curve.recommended !== null && isInside(curve.recommended) && (
          <Marker box={box} cosine={curve.recommended} row={1} label="recommended" kind="recommended" />
        )}
      </svg>
    </figure>
  )
}

interface MarkerProps {
  readonly box: CurveBox
  readonly cosine: number
  /** The line above the chart that its words stand on, so that two near each other can both be read. */
  readonly row: 0 | 1
  readonly label: string
  readonly kind: 'inForce' | 'recommended'
}

function Marker({ box, cosine, row, label, kind }: MarkerProps) {
  const x = xOf(cosine, box)
  const y = 14 + row * 18
  const isRight = x > (box.left + box.right) / 2
  return (
    <g className={classes.marker} data-kind={kind}>
      <path d={`M${x} ${y - 10}V${box.bottom}`} />
      <text x={isRight ? x - 6 : x + 6} y={y} textAnchor={isRight ? 'end' : 'start'}>
        {formatCosine(cosine)} {label}
      </text>
    </g>
  )
}

function wordsOf(title: string, { cosineAlone, both }: CalibrationCurve): string {
  const [first, last] = [both[0]?.threshold, both.at(-1)?.threshold]
  return `${title} for ${cosineAlone.length} thresholds from ${first ?? ''} to ${last ?? ''}, by cosine alone and with the guard. The table has the figures.`
}

/** Told apart by their strokes as well as their colours. */
export function CurveLegend() {
  return (
    <ul className={classes.legend}>
      <li>
        <svg viewBox="0 0 32 10" className={classes.sample} aria-hidden="true">
          <path className={classes.both} d="M1 5H31" />
        </svg>
        Cosine and guard, as Alcove serves (band: 95 % interval)
      </li>
      <li>
        <svg viewBox="0 0 32 10" className={classes.sample} aria-hidden="true">
          <path className={classes.alone} d="M1 5H31" />
        </svg>
        Cosine alone
      </li>
    </ul>
  )
}
