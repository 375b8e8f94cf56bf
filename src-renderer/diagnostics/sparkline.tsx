import { HISTORY_LENGTH } from './history.ts'
import classes from './sparkline.module.css'
import { sparklinePath } from './sparkline-path.ts'

const WIDTH = 160
const HEIGHT = 32

interface SparklineProps {
  /** One a second, oldest first. */
  readonly values: readonly (number | null)[]
  /** What it shows, for whoever cannot see it; the figure beside it says the value. */
  readonly label: string
  /** How a value is said. */
  readonly words: (value: number) => string
}

/** The last five minutes of one figure, scaled from zero. */
export function Sparkline({ values, label, words }: SparklineProps) {
  const path = sparklinePath(values, { width: WIDTH, height: HEIGHT, capacity: HISTORY_LENGTH })
  const described =
    path === null ? `${label}: nothing measured yet` : `${label}, at most ${words(path.highest)}`
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={described}
    >
      <path className={classes.floor} d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      {path !== null && (
        <>
          <path className={classes.area} d={path.area} />
          <path className={classes.line} d={path.line} />
        </>
      )}
    </svg>
  )
}
