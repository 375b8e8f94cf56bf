import { HoverCard } from '@mantine/core'
import { useContext } from 'react'
import { CitationContext } from './citation-context.ts'
import classes from './citation-mark.module.css'

/** The small number behind a sentence. Hover or focus shows the quote, a press opens the source. */
export function CitationMark({ n }: { readonly n: number }) {
  const { citations, open } = useContext(CitationContext)
  const citation = citations.find((one) => one.n === n)
  if (citation === undefined) return <>[{n}]</>
  const place = citation.page === null ? citation.title : `${citation.title}, page ${citation.page}`
  return (
    <HoverCard width={340} shadow="md" openDelay={250} closeDelay={80} position="top">
      <HoverCard.Target>
        <button
          type="button"
          className={classes.mark}
          aria-label={`Source ${n}: ${place}`}
          onClick={() => open(n)}
        >
          {n}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={classes.card}>
        <span className={classes.place}>{place}</span>
        <span className={classes.quote}>{citation.quote}</span>
      </HoverCard.Dropdown>
    </HoverCard>
  )
}
