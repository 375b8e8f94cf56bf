import type { CalibrationCurve, CalibrationPoint } from '../../../src-shared/schemas/cache-calibration.ts'
import { formatCosine, formatCount } from '../../ui/format.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import figures from '../figures.module.css'
import classes from './curve-table.module.css'
import { shareWords } from './share-words.ts'

interface CurveTableProps {
  readonly curve: CalibrationCurve
  readonly inForce: number
}

/** The same as the curves, in figures. */
export function CurveTable({ curve, inForce }: CurveTableProps) {
  const { both, cosineAlone, guardAlone, recommended } = curve
  const alone = new Map(cosineAlone.map((point) => [point.threshold, point]))
  return (
    <details className={classes.details}>
      <summary>The same in figures</summary>
      <ScrollRegion label="Figures of the curves" className={classes.scroller}>
        <table className={`${figures.table} ${classes.table}`}>
          <caption className="visually-hidden">
            Precision and hit rate for each threshold, with their 95 % intervals
          </caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Least cosine
              </th>
              <th scope="colgroup" colSpan={3}>
                Cosine and guard
              </th>
              <th scope="colgroup" colSpan={3}>
                Cosine alone
              </th>
            </tr>
            <tr>
              {['both', 'alone'].flatMap((of) =>
                ['Precision', 'Hit rate', 'False hits'].map((label) => (
                  <th key={`${of} ${label}`} scope="col">
                    {label}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {both.map((point) => (
              <tr key={point.threshold} data-marked={point.threshold === inForce || undefined}>
                <th scope="row">
                  {point.threshold === null ? '–' : formatCosine(point.threshold)}
                  {point.threshold === inForce && <span className={classes.mark}> in force</span>}
                  {point.threshold === recommended && <span className={classes.mark}> recommended</span>}
                </th>
                <Cells point={point} />
                <Cells point={alone.get(point.threshold)} />
              </tr>
            ))}
            <tr>
              <th scope="row">Guard alone</th>
              <Cells point={guardAlone} />
              <Cells point={undefined} />
            </tr>
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  )
}

function Cells({ point }: { readonly point: CalibrationPoint | undefined }) {
  return (
    <>
      <td>{shareWords(point?.precision ?? null)}</td>
      <td>{shareWords(point?.hitRate ?? null)}</td>
      <td>{point === undefined ? '–' : formatCount(point.falseHits)}</td>
    </>
  )
}
