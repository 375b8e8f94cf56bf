import { Skeleton } from '@mantine/core'
import classes from './thread.module.css'

export function ThreadSkeleton() {
  return (
    <div className={classes.column} role="status" aria-label="Opening the conversation">
      <Skeleton height={44} width="46%" ml="auto" radius="lg" mb="xl" />
      {['96%', '90%', '93%', '58%'].map((width) => (
        <Skeleton key={width} height={14} width={width} mb="sm" />
      ))}
    </div>
  )
}
