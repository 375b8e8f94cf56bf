import type { ReactNode } from 'react'
import classes from './question.module.css'

export function QuestionBubble({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <article className={classes.question} aria-label="Your question">
      <p className={classes.bubble}>{text}</p>
      {children}
    </article>
  )
}
