import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { CacheEntryView } from '../../../src-shared/schemas/cache.ts'
import { useApp } from '../../ui/app-context.tsx'
import { attempt } from '../../ui/attempt.ts'
import { formatBytes, formatCount, formatDateTime, plural } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import type { CacheState } from './cache-store.ts'
import { ageWords, scopeWords } from './cache-words.ts'
import classes from './entry-table.module.css'
import { useCache } from './use-cache.ts'

type Page = NonNullable<CacheState['page']>

/** One stop for Tab, arrow keys from row to row, Enter opens, Delete removes. Rows stay while they are looked at. */
export function EntryTable({ page }: { readonly page: Page }) {
  const hold = useCache((state) => state.hold)
  const open = useCache((state) => state.open)
  const now = useNow()
  const body = useRef<HTMLTableSectionElement>(null)
  const [current, setCurrent] = useState(0)
  const { items, titles } = page
  const here = Math.min(current, items.length - 1)
  const { remove, removed } = useRemoval(body, here)
  useEffect(() => () => hold(false), [hold])

  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(items.length - 1, index))
    setCurrent(next)
    questionAt(body.current, next)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent, entry: CacheEntryView) => {
    const actions: Readonly<Record<string, () => void>> = {
      arrowdown: () => focusRow(here + 1),
      arrowup: () => focusRow(here - 1),
      home: () => focusRow(0),
      end: () => focusRow(items.length - 1),
      delete: () => remove(entry),
    }
    const action = actions[event.key.toLowerCase()]
    if (!action) return
    event.preventDefault()
    action()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes whether somebody is here
    <div
      className={classes.frame}
      onMouseEnter={() => hold(true)}
      onMouseLeave={(event) => hold(event.currentTarget.contains(document.activeElement))}
      onFocus={() => hold(true)}
      onBlur={(event) => hold(event.currentTarget.contains(event.relatedTarget))}
    >
      <table className={classes.table}>
        <caption className="visually-hidden">
          Kept answers. Arrow keys go from row to row, Enter opens one, Delete removes it.
        </caption>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col" data-room="middle">
              Written from
            </th>
            <th scope="col" className={classes.figure}>
              Hits
            </th>
            <th scope="col" className={classes.figure}>
              Age
            </th>
            <th scope="col" className={classes.figure} data-room="middle">
              Last used
            </th>
            <th scope="col" className={classes.figure} data-room="wide">
              Size
            </th>
            <th scope="col">
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {items.map((entry, index) => (
            <tr key={entry.id}>
              <th scope="row" className={classes.questionCell}>
                <button
                  type="button"
                  className={classes.question}
                  data-question
                  tabIndex={index === here ? 0 : -1}
                  onFocus={() => setCurrent(index)}
                  onKeyDown={(event) => onKeyDown(event, entry)}
                  onClick={() => void open(entry)}
                >
                  {entry.question}
                </button>
                <ScopeLine entry={entry} />
              </th>
              <td className={classes.documents} data-room="middle">
                <Documents entry={entry} titles={titles} />
              </td>
              <td className={classes.figure}>{formatCount(entry.hits)}</td>
              <td className={classes.figure} title={formatDateTime(entry.createdAt)}>
                {ageWords(entry.createdAt, now)}
              </td>
              <td className={classes.figure} data-room="middle">
                {entry.lastHitAt === null ? 'never' : ageWords(entry.lastHitAt, now)}
              </td>
              <td className={classes.figure} data-room="wide">
                {formatBytes(entry.bytes)}
              </td>
              <td className={classes.action}>
                <Tooltip label="Remove">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    tabIndex={-1}
                    aria-label={`Remove: ${entry.question}`}
                    onClick={() => remove(entry)}
                  >
                    <IconTrash size={16} aria-hidden="true" />
                  </ActionIcon>
                </Tooltip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status" className="visually-hidden">
        {removed !== null && `Removed: ${removed}`}
      </p>
    </div>
  )
}

const questionAt = (body: HTMLElement | null, index: number): HTMLElement | undefined =>
  body?.querySelectorAll<HTMLElement>('[data-question]')[index]

/** Whoever removes a row by key goes on from the one that takes its place. */
function useRemoval(body: React.RefObject<HTMLElement | null>, here: number) {
  const removeEntry = useCache((state) => state.remove)
  const [removed, setRemoved] = useState<string | null>(null)
  async function remove({ id, question }: CacheEntryView) {
    const wasHere = body.current?.contains(document.activeElement) === true
    if (
      (await attempt(
        'It could not be removed',
        removeEntry(id).then(() => true),
      )) === null
    )
      return
    setRemoved(question)
    if (wasHere)
      requestAnimationFrame(() =>
        (questionAt(body.current, here) ?? questionAt(body.current, here - 1))?.focus(),
      )
  }
  return { removed, remove: (entry: CacheEntryView) => void remove(entry) }
}

function ScopeLine({ entry }: { readonly entry: CacheEntryView }) {
  const collections = useApp((state) => state.collections)
  return <span className={classes.scope}>{scopeWords(entry.scope, collections)}</span>
}

interface DocumentsProps {
  readonly entry: CacheEntryView
  readonly titles: Page['titles']
}

/** The first that is still there, as the way to all that was written from it; the others are named in the entry. */
function Documents({ entry: { documents }, titles }: DocumentsProps) {
  const ask = useCache((state) => state.ask)
  const id = documents.find((one) => titles[one] !== undefined)
  const title = id === undefined ? undefined : titles[id]
  if (id === undefined || title === undefined) return <span className={classes.scope}>–</span>
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={classes.document}
        title={`Show all written from ${title}`}
        onClick={() => ask({ document: { id, title } })}
      >
        {title}
      </button>
      {documents.length > 1 && (
        <span className={classes.scope}>and {plural(documents.length - 1, 'more', 'more')}</span>
      )}
    </>
  )
}
