import { Button, CloseButton, Pagination, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconHistory, IconSearch, IconTrash } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { limits } from '../../../src-shared/schemas/limits.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { plural } from '../../ui/format.ts'
import { navigation } from '../../ui/navigation.ts'
import { Panel } from '../../ui/panel.tsx'
import shared from './cache-explorer.module.css'
import classes from './entries-tab.module.css'
import { lastPageOf, PAGE_LENGTH } from './entry-list.ts'
import { EntryTable } from './entry-table.tsx'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'

/** Every answer that is kept: searched, opened, removed. */
export function EntriesTab() {
  const page = useCache((state) => state.page)
  const failure = useCache((state) => state.listFailure)
  const query = useCache((state) => state.query)
  const reload = useCache((state) => state.reload)
  const isAll = query.search === '' && query.document === null
  return (
    <Panel title="Entries" description="Answers that are kept, last used first." actions={<Search />}>
      <DocumentFilter />
      <ToldNotice
        told={{ value: page, failure }}
        title="The entries could not be read."
        onRetry={() => void reload()}
      />
      {page !== null &&
        (page.total > 0 ? (
          <>
            <NewerNotice />
            <EntryTable page={page} />
            <Pages total={page.total} />
          </>
        ) : isAll ? (
          <NoEntries />
        ) : (
          <p className={shared.note}>No kept question matches.</p>
        ))}
    </Panel>
  )
}

function NoEntries() {
  const isLoading = useCache((state) => state.stats.value?.isLoading ?? false)
  if (isLoading) return <p className={shared.note}>Entries of the last run are being read.</p>
  return (
    <EmptyState
      icon={<IconHistory size={30} stroke={1.4} />}
      title="No answer is kept yet"
      actions={<Button onClick={() => navigation.getState().open('chat')}>Ask a question</Button>}
    >
      Ask something in Chat, or have questions answered ahead in Overview. Answers that were only quoted,
      stopped or failed are not kept.
    </EmptyState>
  )
}

const SEARCH_DELAY = 180

function Search() {
  const asked = useCache((state) => state.query.search)
  const total = useCache((state) => state.page?.total ?? null)
  const ask = useCache((state) => state.ask)
  const [search, setSearch] = useState(asked)
  const askLater = useDebouncedCallback((text: string) => ask({ search: text }), SEARCH_DELAY)
  useEffect(() => setSearch(asked), [asked])
  const type = (text: string) => {
    setSearch(text)
    askLater(text)
  }
  return (
    <>
      <span className={classes.total} role="status">
        {total === null ? '' : plural(total, 'entry', 'entries')}
      </span>
      <TextInput
        size="xs"
        className={classes.search}
        aria-label="Search kept questions"
        placeholder="Search kept questions"
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        rightSection={
          search === '' ? null : (
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} />
          )
        }
        maxLength={limits.searchText}
        value={search}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </>
  )
}

function DocumentFilter() {
  const document = useCache((state) => state.query.document)
  const total = useCache((state) => state.page?.total ?? 0)
  const ask = useCache((state) => state.ask)
  const removeOfDocument = useCache((state) => state.removeOfDocument)
  const [isAsked, setAsked] = useState(false)
  if (document === null) return null
  async function remove(id: string) {
    const removed = await removeOfDocument(id)
    ask({ document: null })
    notifications.show({ message: `${plural(removed, 'answer')} forgotten.` })
  }
  return (
    <div className={classes.filter}>
      <span className={classes.filterWords}>
        Written from <strong>{document.title}</strong>
      </span>
      <Button size="xs" variant="subtle" onClick={() => ask({ document: null })}>
        Show all
      </Button>
      <Button
        size="xs"
        variant="default"
        className={shared.danger ?? ''}
        leftSection={<IconTrash size={15} aria-hidden="true" />}
        disabled={total === 0}
        onClick={() => setAsked(true)}
      >
        Remove all of it…
      </Button>
      <ConfirmDialog
        opened={isAsked}
        title={`Forget the answers written from “${document.title}”?`}
        confirmLabel="Remove"
        onConfirm={() => remove(document.id)}
        onClose={() => setAsked(false)}
      >
        All answers that this document was used for are deleted, whatever is searched for now. The document
        stays in the library.
      </ConfirmDialog>
    </div>
  )
}

/** Others are there now; they do not push away what somebody looks at. */
function NewerNotice() {
  const isBehind = useCache((state) => state.newer !== null)
  const showLatest = useCache((state) => state.showLatest)
  return (
    <div className={classes.newer} role="status">
      {isBehind && (
        <>
          <span>The list has changed since.</span>
          <Button size="compact-xs" variant="default" onClick={() => void showLatest()}>
            Show it as it is now
          </Button>
        </>
      )}
    </div>
  )
}

function Pages({ total }: { readonly total: number }) {
  const page = useCache((state) => state.query.page)
  const ask = useCache((state) => state.ask)
  if (total <= PAGE_LENGTH) return null
  const first = page * PAGE_LENGTH + 1
  return (
    <div className={classes.pages}>
      <span className={shared.faint}>
        {first} to {Math.min(total, first + PAGE_LENGTH - 1)} of {plural(total, 'entry', 'entries')}
      </span>
      <Pagination
        size="sm"
        total={lastPageOf(total) + 1}
        value={page + 1}
        onChange={(next) => ask({ page: next - 1 })}
        getControlProps={(control) => ({ 'aria-label': controlLabels[control] })}
        getItemProps={(number) => ({ 'aria-label': `Page ${number}` })}
      />
    </div>
  )
}

const controlLabels = {
  first: 'First page',
  previous: 'Previous page',
  next: 'Next page',
  last: 'Last page',
} as const
