import type { ReactNode } from 'react'
import classes from './page.module.css'

/** The frame of a view that scrolls as a whole: Library, Diagnostics, Settings. */
export function Page({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section className={classes.page} aria-label={label}>
      <div className={classes.column}>{children}</div>
    </section>
  )
}
