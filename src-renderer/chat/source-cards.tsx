import { UnstyledButton } from '@mantine/core'
import { memo, useState } from 'react'
import type { Citation } from '../../src-shared/schemas/chat.ts'
import { plural } from '../ui/format.ts'
import { useChatStores, useSource } from './chat-context.tsx'
import classes from './source-cards.module.css'
import { currentCitation } from './source-store.ts'

const SHOWN_AT_FIRST = 4

/** What an answer rests on. There before its first word, below it afterwards. */
export const SourceCards = memo(function SourceCards({
  citations,
}: {
  readonly citations: readonly Citation[]
}) {
  const [showsAll, setShowsAll] = useState(false)
  if (citations.length === 0) return null
  const shown = showsAll ? citations : citations.slice(0, SHOWN_AT_FIRST)
  const hidden = citations.length - shown.length
  return (
    <div className={classes.sources}>
      <ul className={classes.cards} aria-label={plural(citations.length, 'source')}>
        {shown.map((citation) => (
          <SourceCard key={citation.n} citation={citation} citations={citations} />
        ))}
      </ul>
      {hidden > 0 && (
        <UnstyledButton className={classes.more} onClick={() => setShowsAll(true)}>
          Show {plural(hidden, 'more source', 'more sources')}
        </UnstyledButton>
      )}
    </div>
  )
})

interface SourceCardProps {
  readonly citation: Citation
  readonly citations: readonly Citation[]
}

function SourceCard({ citation, citations }: SourceCardProps) {
  const { source } = useChatStores()
  const isOpen = useSource((state) => currentCitation(state) === citation)
  const { n, title, page, quote } = citation
  return (
    <li>
      <UnstyledButton
        className={classes.card}
        aria-pressed={isOpen}
        onClick={() => void source.getState().show(citations, n)}
      >
        <span className={classes.head}>
          <span className={classes.number}>{n}</span>
          <span className={classes.title}>{title}</span>
          {page !== null && <span className={classes.page}>p. {page}</span>}
        </span>
        <span className={classes.quote}>{quote}</span>
      </UnstyledButton>
    </li>
  )
}
