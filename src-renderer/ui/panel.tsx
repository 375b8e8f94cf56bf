import { type ReactNode, useId } from 'react'
import classes from './panel.module.css'

interface PanelProps {
  readonly title: string
  /** What it is about, or what a choice in it means. */
  readonly description?: ReactNode
  /** At the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string | undefined
}

/** One matter of a page, with its heading. */
export function Panel({ title, description, actions, children, className }: PanelProps) {
  const titleId = useId()
  return (
    <section className={`${classes.panel} ${className ?? ''}`} aria-labelledby={titleId}>
      <header className={classes.header}>
        <div className={classes.words}>
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          {description !== undefined && <p className={classes.description}>{description}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
