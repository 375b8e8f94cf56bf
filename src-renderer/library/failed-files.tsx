import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconChevronDown, IconRefresh, IconTrash } from '@tabler/icons-react'
import { attempt } from '../ui/attempt.ts'
import { plural } from '../ui/format.ts'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { StatusDot } from '../ui/status.tsx'
import classes from './ingest-bar.module.css'
import { useLibrary } from './library-context.tsx'

/** The files that could not be read, each with its exact reason and the way to try again. */
export function FailedFiles({ count }: { readonly count: number }) {
  const failures = useLibrary((state) => state.failures)
  const showFailures = useLibrary((state) => state.showFailures)
  const retry = useLibrary((state) => state.retry)
  const isShown = failures !== null
  return (
    <div className={classes.part}>
      <div className={classes.line}>
        <div className={classes.words}>
          <StatusDot tone="bad">
            <strong className={classes.headline}>{plural(count, 'file')} could not be read</strong>
          </StatusDot>
        </div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={15} />}
          onClick={() => void attempt('Could not try again', retry(null))}
        >
          Try all again
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={isShown}
          rightSection={
            <IconChevronDown size={15} className={classes.chevron} data-open={isShown || undefined} />
          }
          onClick={() => void attempt('Could not read the list', showFailures(!isShown))}
        >
          {isShown ? 'Hide' : 'Show why'}
        </Button>
      </div>
      {isShown && <Failures />}
    </div>
  )
}

function Failures() {
  const failures = useLibrary((state) => state.failures)
  const retry = useLibrary((state) => state.retry)
  const open = useLibrary((state) => state.open)
  return (
    <ScrollRegion label="Files that could not be read" className={classes.region}>
      <ul className={classes.files}>
        {failures?.map(({ id, title, path, error }) => (
          <li key={id} className={classes.failure}>
            <span className={classes.failureWords}>
              <span className={classes.name} title={path}>
                {title}
              </span>
              <span className={classes.message}>{error?.message ?? 'The reason was not kept.'}</span>
            </span>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`Try again: ${title}`}
              onClick={() => void attempt('Could not try again', retry([id]))}
            >
              Try again
            </Button>
            <Tooltip label="Remove from the library">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${title} from the library`}
                onClick={() => open({ kind: 'removeDocuments', documentIds: [id], title })}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </ScrollRegion>
  )
}
