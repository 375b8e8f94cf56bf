import { ActionIcon, Skeleton, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconFolderOpen, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Citation } from '../../src-shared/schemas/chat.ts'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { reportFailure } from '../ui/report-failure.ts'
import { useChatStores, useSource } from './chat-context.tsx'
import classes from './source-panel.module.css'
import { currentCitation } from './source-store.ts'
import { SourceText } from './source-text.tsx'

/** The document behind a citation, with the passage lit. */
export function SourcePanel() {
  const { source } = useChatStores()
  const citation = useSource(currentCitation)
  const text = useSource((state) => state.text)
  if (citation === undefined) return null
  return (
    <aside className={classes.panel} aria-label={`Source: ${citation.title}`}>
      <Head citation={citation} />
      <div className={classes.body}>
        {text.state === 'loading' && <TextSkeleton />}
        {text.state === 'failed' && (
          <div className={classes.notice}>
            <ErrorNotice
              error={text.error}
              title="The document could not be opened."
              onRetry={() => void source.getState().retry()}
            />
            <blockquote className={classes.quote}>{citation.quote}</blockquote>
          </div>
        )}
        {text.state === 'ready' && (
          <SourceText key={text.value.document.id} document={text.value} citation={citation} />
        )}
      </div>
    </aside>
  )
}

function Head({ citation }: { readonly citation: Citation }) {
  const { source } = useChatStores()
  const index = useSource((state) => state.index)
  const count = useSource((state) => state.citations.length)
  const { step, close, showInFolder } = source.getState()
  return (
    <header className={classes.head}>
      <div className={classes.row}>
        <h2 className={classes.title}>{citation.title}</h2>
        <HeadButton
          label="Show in folder"
          onClick={() => void showInFolder().catch(reportFailure('The folder could not be shown'))}
        >
          <IconFolderOpen size={18} stroke={1.6} aria-hidden="true" />
        </HeadButton>
        <HeadButton label="Close the source (Esc)" onClick={close}>
          <IconX size={18} stroke={1.6} aria-hidden="true" />
        </HeadButton>
      </div>
      <div className={classes.row}>
        <span className={classes.path} title={citation.path}>
          <bdi>{citation.path}</bdi>
        </span>
        <span className={classes.steps}>
          <HeadButton label="Previous citation" isDisabled={index === 0} onClick={() => void step(-1)}>
            <IconChevronLeft size={16} aria-hidden="true" />
          </HeadButton>
          <span>
            Source {index + 1} of {count}
          </span>
          <HeadButton label="Next citation" isDisabled={index >= count - 1} onClick={() => void step(1)}>
            <IconChevronRight size={16} aria-hidden="true" />
          </HeadButton>
        </span>
      </div>
    </header>
  )
}

interface HeadButtonProps {
  readonly label: string
  readonly isDisabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function HeadButton({ label, isDisabled = false, onClick, children }: HeadButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={isDisabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function TextSkeleton() {
  return (
    <div className={classes.skeleton} role="status" aria-label="Opening the document">
      {[92, 97, 88, 94, 60, 91, 96, 70].map((width) => (
        <Skeleton key={width} height={13} width={`${width}%`} />
      ))}
    </div>
  )
}
