import { Button, CloseButton, Drawer, Loader } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { CacheEntryDetail } from '../../../src-shared/schemas/cache.ts'
import type { Citation } from '../../../src-shared/schemas/chat.ts'
import { CitationContext, Markdown } from '../../markdown/index.ts'
import { useApp } from '../../ui/app-context.tsx'
import { attempt } from '../../ui/attempt.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { formatBytes, formatDateTime, formatDuration, plural } from '../../ui/format.ts'
import { StatusBadge } from '../../ui/status.tsx'
import { collectionName } from './cache-words.ts'
import classes from './entry-drawer.module.css'
import { useCache } from './use-cache.ts'

/** A kept answer as it would be served, with what it holds for. */
export function EntryDrawer() {
  const opened = useCache((state) => state.opened)
  const close = useCache((state) => state.close)
  return (
    <Drawer.Root opened={opened.kind !== 'closed'} onClose={close} position="right" size={620}>
      <Drawer.Overlay />
      <Drawer.Content aria-label="Kept answer">
        <div className={classes.panel}>
          {opened.kind !== 'closed' && (
            <header className={classes.header}>
              <h2 className={classes.question}>{opened.question}</h2>
              <CloseButton aria-label="Close" onClick={close} data-autofocus />
            </header>
          )}
          {opened.kind === 'loading' && (
            <div className={classes.state}>
              <Loader size="sm" aria-label="Reading the answer" />
            </div>
          )}
          {opened.kind === 'gone' && (
            <p className={classes.state}>This answer is not kept any more, or could not be read.</p>
          )}
          {opened.kind === 'failed' && (
            <div className={classes.state}>
              <ErrorNotice title="The answer could not be read." error={opened.failure} />
            </div>
          )}
          {opened.kind === 'open' && <Entry entry={opened.entry} />}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  )
}

function Entry({ entry }: { readonly entry: CacheEntryDetail }) {
  const { answer } = entry.answer
  const { citations } = entry.answer
  const sources = useRef<HTMLOListElement>(null)
  const numbers = useMemo(() => citations.map(({ n }) => n), [citations])
  const actions = useMemo(
    () => ({
      citations,
      open: (n: number) => sources.current?.querySelector<HTMLElement>(`[data-source="${n}"]`)?.focus(),
    }),
    [citations],
  )
  return (
    <div className={classes.body}>
      <div className={classes.marks}>
        {entry.isVerified ? (
          <StatusBadge tone="good">Fits the documents as they are</StatusBadge>
        ) : (
          <StatusBadge tone="info">Looked at again when it is asked for</StatusBadge>
        )}
      </div>
      <CitationContext value={actions}>
        <Markdown text={answer} sources={numbers} />
      </CitationContext>
      {citations.length > 0 && (
        <>
          <h3 className={classes.heading}>{plural(citations.length, 'citation')}</h3>
          <ol ref={sources} className={classes.sources}>
            {citations.map((citation) => (
              <Source key={citation.n} citation={citation} />
            ))}
          </ol>
        </>
      )}
      <Facts entry={entry} />
      <Documents entry={entry} />
      <Remove entry={entry} />
    </div>
  )
}

function Source({ citation: { n, title, page, quote } }: { readonly citation: Citation }) {
  return (
    <li data-source={n} tabIndex={-1} className={classes.source}>
      <span className={classes.sourceHead}>
        <span className={classes.number}>{n}</span>
        <span className={classes.sourceTitle}>{title}</span>
        {page !== null && <span className={classes.page}>p. {page}</span>}
      </span>
      <span className={classes.quote}>{quote}</span>
    </li>
  )
}

function Facts({ entry }: { readonly entry: CacheEntryDetail }) {
  const collections = useApp((state) => state.collections)
  const { scope, answer } = entry
  const facts: readonly (readonly [string, string])[] = [
    ['Asked in', collectionName(scope.collectionId, collections)],
    ['Written by', answer.model],
    ['Embedding model', scope.embedder ?? 'none: served for the same words only'],
    ['Passages per question', String(scope.k)],
    ['In a conversation', scope.isFollowUp ? 'yes: served there only' : 'no'],
    ...(answer.condensed === null ? [] : ([['Searched for', answer.condensed]] as const)),
    ['Written', `${formatDateTime(entry.createdAt)}, in ${formatDuration(answer.tookMs)}`],
    [
      'Served',
      entry.lastHitAt === null
        ? 'not yet'
        : `${plural(entry.hits, 'time')}, last ${formatDateTime(entry.lastHitAt)}`,
    ],
    ['Size', formatBytes(entry.bytes)],
    ['Partition', entry.partition.slice(0, 16)],
  ]
  return (
    <>
      <h3 className={classes.heading}>What it holds for</h3>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** The way to all that rests on the same document, and to their removal. */
function Documents({ entry }: { readonly entry: CacheEntryDetail }) {
  const listed = useCache((state) => state.page?.titles)
  const close = useCache((state) => state.close)
  const ask = useCache((state) => state.ask)
  const cited = new Map(entry.answer.sources.map(({ documentId, title }) => [documentId, title]))
  const documents = entry.documents.flatMap((id) => {
    const title = listed?.[id] ?? cited.get(id)
    return title === undefined ? [] : [{ id, title }]
  })
  if (documents.length === 0) return null
  return (
    <>
      <h3 className={classes.heading}>Written from</h3>
      <ul className={classes.documents}>
        {documents.map((document) => (
          <li key={document.id}>
            <span>{document.title}</span>
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={`Show all answers written from ${document.title}`}
              onClick={() => {
                close()
                ask({ document, search: '' })
              }}
            >
              Show all answers
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function Remove({ entry: { id } }: { readonly entry: CacheEntryDetail }) {
  const remove = useCache((state) => state.remove)
  const close = useCache((state) => state.close)
  return (
    <Button
      size="xs"
      variant="default"
      className={classes.remove ?? ''}
      leftSection={<IconTrash size={15} aria-hidden="true" />}
      onClick={() => void attempt('It could not be removed', remove(id).then(close))}
    >
      Remove this answer
    </Button>
  )
}
