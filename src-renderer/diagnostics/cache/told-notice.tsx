import { Loader } from '@mantine/core'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Told } from './told.ts'
import classes from './told-notice.module.css'

interface ToldNoticeProps {
  readonly told: Told<unknown>
  /** What could not be read, as a sentence. */
  readonly title: string
  readonly onRetry: () => void
}

/** That something is on its way, or why it did not come; nothing where it is there. */
export function ToldNotice({ told: { value, failure }, title, onRetry }: ToldNoticeProps) {
  if (failure !== null) return <ErrorNotice title={title} error={failure} onRetry={onRetry} />
  if (value !== null) return null
  return (
    <div className={classes.waiting}>
      <Loader size="sm" aria-label="Reading" />
    </div>
  )
}
