import { windowWords } from './breaker-words.ts'
import classes from './outcome-dots.module.css'

interface OutcomeDotsProps {
  /** Oldest first: true is a success. */
  readonly window: readonly boolean[]
  /** How many are looked at. */
  readonly size: number
}

const DOT = 12
const GAP = 4

/** The last outcomes: a disc for a success, a cross for a failure, a ring where none has come yet. */
export function OutcomeDots({ window, size }: OutcomeDotsProps) {
  const places = Math.max(size, window.length)
  const width = places * (DOT + GAP) - GAP
  return (
    <svg
      className={classes.dots}
      viewBox={`0 0 ${width} ${DOT}`}
      style={{ maxWidth: width }}
      role="img"
      aria-label={windowWords(window)}
    >
      {Array.from({ length: places }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place in the row is what it is, whatever stands on it
        <Dot key={place} x={place * (DOT + GAP) + DOT / 2} outcome={window[place]} />
      ))}
    </svg>
  )
}

function Dot({ x, outcome }: { readonly x: number; readonly outcome: boolean | undefined }) {
  if (outcome === undefined) return <circle className={classes.empty} cx={x} cy={DOT / 2} r={4} />
  if (outcome) return <circle className={classes.success} cx={x} cy={DOT / 2} r={5} />
  return <path className={classes.failure} d={`M${x - 4} 2l8 8m0-8l-8 8`} />
}
