import { CloseButton, Drawer, Loader, NumberInput } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { DocumentText } from '../../src-shared/schemas/library.ts'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { formatBytes, formatCount, plural } from '../ui/format.ts'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import classes from './document-viewer.module.css'
import { FormatIcon } from './format-icon.tsx'
import { useLibrary } from './library-context.tsx'
import { textBlocks } from './text-blocks.ts'

/** The text that Alcove read from a document: what is searched and quoted, not the file itself. */
export function DocumentViewer() {
  const viewer = useLibrary((state) => state.viewer)
  const close = useLibrary((state) => state.closeViewer)
  return (
    <Drawer.Root opened={viewer.kind !== 'closed'} onClose={close} position="right" size={720}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={viewer.kind === 'closed' ? 'Document' : viewer.title}>
        <div className={classes.panel}>
          {viewer.kind === 'open' && <OpenText title={viewer.title} text={viewer.text} onClose={close} />}
          {(viewer.kind === 'loading' || viewer.kind === 'failed') && (
            <>
              <header className={classes.header}>
                <h2 className={classes.title}>{viewer.title}</h2>
                <CloseButton aria-label="Close" onClick={close} />
              </header>
              <div className={classes.state}>
                {viewer.kind === 'loading' ? (
                  <Loader size="sm" aria-label="Reading the text" />
                ) : (
                  <ErrorNotice title="The text could not be read." error={viewer.failure} />
                )}
              </div>
            </>
          )}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  )
}

interface OpenTextProps {
  readonly title: string
  readonly text: DocumentText
  readonly onClose: () => void
}

function OpenText({ title, text, onClose }: OpenTextProps) {
  const blocks = useMemo(() => textBlocks(text), [text])
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 900,
    overscan: 2,
  })
  const { document: row, pages } = text
  const goToPage = (page: number) => {
    const index = blocks.findIndex((block) => block.page === page)
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'start' })
  }
  const facts = [
    formatBytes(row.size),
    `${formatCount(text.text.length)} characters`,
    plural(row.chunks, 'passage'),
    ...(pages.length > 0 ? [plural(pages.length, 'page')] : []),
  ]
  return (
    <>
      <header className={classes.header}>
        <span className={classes.format}>
          <FormatIcon format={row.format} size={26} />
        </span>
        <div className={classes.words}>
          <h2 className={classes.title}>{title}</h2>
          <p className={classes.path}>{row.path}</p>
          <p className={classes.facts}>{facts.join(' · ')}</p>
        </div>
        {pages.length > 1 && (
          <NumberInput
            className={classes.page}
            size="xs"
            aria-label={`Go to page, 1 to ${pages.length}`}
            placeholder="Page"
            min={1}
            max={pages.length}
            allowDecimal={false}
            onChange={(value) => goToPage(Number(value))}
          />
        )}
        <CloseButton aria-label="Close" onClick={onClose} />
      </header>
      <ScrollRegion ref={scroller} className={classes.scroller} label="Text of the document">
        <div className={classes.all} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const block = blocks[index]
            return (
              <div
                key={index}
                ref={virtualizer.measureElement}
                data-index={index}
                className={classes.block}
                style={{ transform: `translateY(${start}px)` }}
              >
                {block?.page !== null && <h3 className={classes.pageMark}>Page {block?.page}</h3>}
                <div className={classes.text}>{block?.text}</div>
              </div>
            )
          })}
        </div>
      </ScrollRegion>
    </>
  )
}
