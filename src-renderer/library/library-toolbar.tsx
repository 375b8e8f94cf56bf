import { Button, CloseButton, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconRefresh, IconSearch, IconTrash } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { documentState } from '../../src-shared/schemas/library.ts'
import { limits } from '../../src-shared/schemas/limits.ts'
import { attempt } from '../ui/attempt.ts'
import { plural } from '../ui/format.ts'
import { stateWords } from './document-states.ts'
import { useLibrary } from './library-context.tsx'
import classes from './library-toolbar.module.css'

const SEARCH_DELAY = 180
const ANY_STATE = 'any'

const stateChoices = [
  { value: ANY_STATE, label: 'All states' },
  ...documentState.options.map((state) => ({ value: state, label: stateWords[state].label })),
]

/** Search and filter; where rows are chosen, what can be done with them. */
export function LibraryToolbar() {
  const selected = useLibrary((state) => state.selected)
  return (
    <div className={classes.toolbar}>
      {selected.size === 0 ? <Filters /> : <Chosen selected={selected} />}
    </div>
  )
}

function Filters() {
  const query = useLibrary((state) => state.query)
  const total = useLibrary((state) => state.total)
  const ask = useLibrary((state) => state.ask)
  const [search, setSearch] = useState(query.search)
  const askLater = useDebouncedCallback((text: string) => ask({ search: text }), SEARCH_DELAY)
  // Another collection or a cleared search comes from outside the box.
  useEffect(() => setSearch(query.search), [query.search])
  const type = (text: string) => {
    setSearch(text)
    askLater(text)
  }
  return (
    <>
      <TextInput
        className={classes.search}
        aria-label="Search documents by title or path"
        placeholder="Search by title or path"
        leftSection={<IconSearch size={17} aria-hidden="true" />}
        rightSection={
          search === '' ? null : <CloseButton aria-label="Clear the search" onClick={() => type('')} />
        }
        maxLength={limits.searchText}
        value={search}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Select
        className={classes.states}
        aria-label="Filter by state"
        data={stateChoices}
        value={query.state ?? ANY_STATE}
        allowDeselect={false}
        onChange={(value) => ask({ state: documentState.safeParse(value).data ?? null })}
      />
      <span className={classes.total} role="status">
        {total === null ? '' : plural(total, 'document')}
      </span>
    </>
  )
}

function Chosen({ selected }: { readonly selected: ReadonlySet<string> }) {
  const retry = useLibrary((state) => state.retry)
  const open = useLibrary((state) => state.open)
  const clearSelection = useLibrary((state) => state.clearSelection)
  const documentIds = [...selected]
  return (
    <>
      <strong className={classes.chosen} role="status">
        {plural(selected.size, 'document')} selected
      </strong>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        onClick={() => void attempt('Could not try again', retry(documentIds))}
      >
        Try again
      </Button>
      <Button
        variant="default"
        className={classes.danger}
        leftSection={<IconTrash size={16} />}
        onClick={() => open({ kind: 'removeDocuments', documentIds, title: null })}
      >
        Remove…
      </Button>
      <Button variant="subtle" onClick={clearSelection}>
        Clear selection
      </Button>
    </>
  )
}
