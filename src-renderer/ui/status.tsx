import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconInfoCircle,
  IconProgress,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './status.module.css'

/** `busy` moves (quietly); `off` is known and not running. */
export type StatusTone = 'good' | 'busy' | 'warn' | 'bad' | 'info' | 'off'

const icons = {
  good: IconCircleCheck,
  busy: IconProgress,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  info: IconInfoCircle,
  off: IconCircleDashed,
} as const

interface StatusProps {
  readonly tone: StatusTone
  /** Always words: colour and shape alone say nothing to many. */
  readonly children: ReactNode
}

/** An icon and words, inline with text. */
export function StatusDot({ tone, children }: StatusProps) {
  const Icon = icons[tone]
  return (
    <span className={classes.dot} data-tone={tone}>
      <Icon size={16} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </span>
  )
}

/** The same on a ground of its own. */
export function StatusBadge({ tone, children }: StatusProps) {
  const Icon = icons[tone]
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </span>
  )
}
