import type { Share } from '../../../src-shared/schemas/cache-calibration.ts'
import classes from './rate-bar.module.css'
import { shareWords } from './share-words.ts'

interface RateBarProps {
  readonly share: Share | null
  /** What fills the bar, 0 to 1. */
  readonly full: number
  readonly tone: 'good' | 'bad'
}

const percent = (value: number, full: number): number =>
  Math.round(Math.min(1, full === 0 ? 0 : value / full) * 1_000) / 10

/** A share as a bar, its interval as whiskers; the words beside it say both. */
export function RateBar({ share, full, tone }: RateBarProps) {
  return (
    <div className={classes.rate}>
      <span className={classes.words}>{shareWords(share)}</span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" className={classes.bar} aria-hidden="true">
        <path className={classes.track} d="M0 6H100" />
        {share !== null && (
          <>
            <path className={classes.value} data-tone={tone} d={`M0 6H${percent(share.value, full)}`} />
            <path
              className={classes.whisker}
              d={`M${percent(share.low, full)} 2V10M${percent(share.low, full)} 6H${percent(share.high, full)}M${percent(share.high, full)} 2V10`}
            />
          </>
        )}
      </svg>
    </div>
  )
}
