import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { IngestItem } from '../../src-shared/schemas/library.ts'
import { attempt } from '../ui/attempt.ts'
import { formatCount } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { stateWords } from './document-states.ts'
import classes from './ingest-bar.module.css'
import { useLibrary } from './library-context.tsx'

/** The files that are being read now, each with its own progress and a way to leave it out. */
export function IngestFiles({ items }: { readonly items: readonly IngestItem[] }) {
  const cancel = useLibrary((state) => state.cancel)
  return (
    <ScrollRegion label="Files being read" className={classes.region}>
      <ul className={classes.files}>
        {items.map((item) => (
          <li key={item.documentId} className={classes.file}>
            <span className={classes.name} title={item.path}>
              {item.title}
            </span>
            <span>{stateWords[item.state].label}</span>
            <Meter ratio={item.progress} height={5} label={`Progress of ${item.title}`} />
            <span className={classes.figures}>
              {item.chunksTotal > 0
                ? `${formatCount(item.chunksDone)} of ${formatCount(item.chunksTotal)}`
                : ''}
            </span>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Cancel ${item.title}`}
              onClick={() => void attempt('Could not cancel', cancel(item.documentId))}
            >
              <IconX size={15} aria-hidden="true" />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </ScrollRegion>
  )
}
