import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './error-notice.module.css'

interface ErrorNoticeProps {
  readonly error: { readonly code: string; readonly message: string }
  /** What did not work, as a sentence; the error's own message follows it. */
  readonly title?: string
  readonly onRetry?: () => void
  readonly retryLabel?: string
}

/** An error where it happened, with the way on. Its code is there for whoever reports it. */
export function ErrorNotice({ error, title, onRetry, retryLabel = 'Try again' }: ErrorNoticeProps) {
  return (
    <div role="alert" className={classes.notice}>
      <IconAlertTriangle size={20} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        {title !== undefined && <strong>{title}</strong>}
        <span>{error.message}</span>
        <code className={classes.code}>{error.code}</code>
      </div>
      {onRetry !== undefined && (
        <Button size="xs" variant="default" onClick={onRetry}>
          {retryLabel}
        </Button>
      )}
    </div>
  )
}
