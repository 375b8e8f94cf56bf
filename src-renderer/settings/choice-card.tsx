import { Radio } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './choice-card.module.css'

interface ChoiceCardProps {
  readonly value: string
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly isDisabled?: boolean
  /** At the right, such as that it is in use now. */
  readonly badge?: ReactNode
}

/** One of several, as a card that can be clicked anywhere; arrow keys move between them. */
export function ChoiceCard({ value, title, children, isDisabled = false, badge }: ChoiceCardProps) {
  return (
    <Radio.Card value={value} className={classes.card} disabled={isDisabled}>
      <Radio.Indicator size="sm" className={classes.indicator} disabled={isDisabled} />
      <span className={classes.words}>
        <span className={classes.title}>{title}</span>
        {children !== undefined && <span className={classes.detail}>{children}</span>}
      </span>
      {badge}
    </Radio.Card>
  )
}
