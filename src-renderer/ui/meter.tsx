import { Progress } from '@mantine/core'
import classes from './meter.module.css'

interface MeterProps {
  /** 0 to 1; null: something goes on, nobody knows how far it is. */
  readonly ratio: number | null
  readonly label: string
  /** `idle`: it stands still. @default 'busy' */
  readonly tone?: 'busy' | 'idle'
  /** Pixels. @default 6 */
  readonly height?: number
  readonly className?: string | undefined
}

/** How far something has come. The words beside it say it too. */
export function Meter({ ratio, label, tone = 'busy', height = 6, className }: MeterProps) {
  return (
    <Progress
      value={ratio === null ? 100 : ratio * 100}
      animated={ratio === null}
      striped={ratio === null}
      size={height}
      aria-label={label}
      className={className}
      classNames={{ root: classes.track, section: tone === 'idle' ? classes.idle : classes.busy }}
    />
  )
}
