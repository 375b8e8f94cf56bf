import { Button, Tooltip } from '@mantine/core'
import { IconFilePlus, IconFolderPlus, IconSearch } from '@tabler/icons-react'
import { useApp } from '../ui/app-context.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { CollectionsPane } from './collections-pane.tsx'
import { DocumentTable } from './document-table.tsx'
import { DocumentViewer } from './document-viewer.tsx'
import { IngestBar } from './ingest-bar.tsx'
import { LibraryProvider, useLibrary } from './library-context.tsx'
import { LibraryDialogs } from './library-dialogs.tsx'
import { LibraryEmpty } from './library-empty.tsx'
import type { LibraryState } from './library-store.ts'
import { LibraryToolbar } from './library-toolbar.tsx'
import classes from './library-view.module.css'
import { useAdding } from './use-adding.ts'

export function LibraryView() {
  return (
    <LibraryProvider>
      <div className={classes.library}>
        <CollectionsPane />
        <section className={classes.documents} aria-label="Documents">
          <Header />
          <IngestBar />
          <Documents />
        </section>
      </div>
      <DocumentViewer />
      <LibraryDialogs />
    </LibraryProvider>
  )
}

function useOpenCollection() {
  const collectionId = useLibrary((state) => state.query.collectionId)
  return useApp((state) => state.collections?.find(({ id }) => id === collectionId) ?? null)
}

/** Nothing here at all, as against nothing that matches. */
const isEmptyHere = ({ total, query }: LibraryState): boolean =>
  total === 0 && query.search === '' && query.state === null

function Header() {
  const collection = useOpenCollection()
  const isEmpty = useLibrary(isEmptyHere)
  const { isAdding, addFiles, addFolder } = useAdding()
  const into = `Into “${collection?.name}”`
  return (
    <PageHeader
      title={collection?.name ?? 'Library'}
      actions={
        isEmpty ? null : (
          <>
            <Tooltip label={into} disabled={collection === null}>
              <Button
                variant="default"
                leftSection={<IconFolderPlus size={17} />}
                disabled={isAdding}
                onClick={() => void addFolder()}
              >
                Add folder
              </Button>
            </Tooltip>
            <Tooltip label={into} disabled={collection === null}>
              <Button
                leftSection={<IconFilePlus size={17} />}
                loading={isAdding}
                onClick={() => void addFiles()}
              >
                Add files
              </Button>
            </Tooltip>
          </>
        )
      }
    />
  )
}

function Documents() {
  const collection = useOpenCollection()
  const total = useLibrary((state) => state.total)
  const failure = useLibrary((state) => state.listFailure)
  const reload = useLibrary((state) => state.reload)
  const isEmpty = useLibrary(isEmptyHere)
  if (failure !== null && total === null) {
    return (
      <ErrorNotice title="The documents could not be listed." error={failure} onRetry={() => void reload()} />
    )
  }
  if (total === null) return <div className={classes.rest} aria-busy="true" />
  if (isEmpty) return <LibraryEmpty collection={collection?.name ?? null} />
  return (
    <>
      <LibraryToolbar />
      {failure !== null && (
        <ErrorNotice title="The list may be old." error={failure} onRetry={() => void reload()} />
      )}
      {total === 0 ? <NothingMatches /> : <DocumentTable />}
    </>
  )
}

function NothingMatches() {
  const ask = useLibrary((state) => state.ask)
  return (
    <div className={classes.rest}>
      <EmptyState
        icon={<IconSearch size={32} stroke={1.4} />}
        title="No document matches"
        actions={
          <Button variant="default" onClick={() => ask({ search: '', state: null })}>
            Show all documents
          </Button>
        }
      >
        The search looks at titles and paths. To find a passage inside your documents, ask in Chat.
      </EmptyState>
    </div>
  )
}
