import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { Citation } from '../../src-shared/schemas/chat.ts'
import type { DocumentText } from '../../src-shared/schemas/library.ts'
import { blockAt, pageAt, sourceBlocks, splitAtPassage } from './source-blocks.ts'
import classes from './source-panel.module.css'

interface SourceTextProps {
  readonly document: DocumentText
  readonly citation: Citation
}

/** Pixels: a guess at a paragraph before it is measured. */
const PARAGRAPH = 76

/** Shown as written, for offsets count every character; but a heading may look like one. */
const heading = /^#{1,6} /

/** The stored text, laid out paragraph by paragraph around what is looked at, however long it is. */
export function SourceText({ document, citation }: SourceTextProps) {
  const { text, pages } = document
  const isMarkdown = document.document.format === 'md'
  const scroller = useRef<HTMLDivElement>(null)
  const blocks = useMemo(() => sourceBlocks(document), [document])
  const virtual = useVirtualizer({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => PARAGRAPH,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: 48,
  })
  const target = blockAt(blocks, citation.start)

  useEffect(() => virtual.scrollToIndex(target, { align: 'center' }), [virtual, target])

  const first = virtual.getVirtualItems().find((item) => item.end > (virtual.scrollOffset ?? 0) + PARAGRAPH)
  const page = pageAt(pages, blocks[first?.index ?? 0]?.start ?? 0)

  function openPage(by: 1 | -1) {
    const at = pages.findIndex((span) => span.page === page)
    const next = pages[at + by]
    if (next !== undefined) virtual.scrollToIndex(blockAt(blocks, next.start), { align: 'start' })
  }

  return (
    <>
      <div
        ref={scroller}
        className={classes.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        role="document"
        aria-label={`Text of ${document.document.title}`}
      >
        <div className={classes.text} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const block = blocks[index]
            if (block === undefined) return null
            const [before, within, after] = splitAtPassage(text, block, citation)
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={classes.block}
                data-heading={isMarkdown && heading.test(text.slice(block.start, block.start + 8))}
                style={{ transform: `translateY(${start}px)` }}
              >
                {block.page !== null && <div className={classes.page}>Page {block.page}</div>}
                {before}
                {within !== '' && <mark className={classes.passage}>{within}</mark>}
                {after}
              </div>
            )
          })}
        </div>
      </div>
      {pages.length > 0 && (
        <fieldset className={classes.pages}>
          <legend className="visually-hidden">Pages</legend>
          <PageButton label="Previous page" isDisabled={page === pages[0]?.page} onClick={() => openPage(-1)}>
            <IconChevronUp size={16} aria-hidden="true" />
          </PageButton>
          <span>
            Page {page} of {pages.length}
          </span>
          <PageButton label="Next page" isDisabled={page === pages.at(-1)?.page} onClick={() => openPage(1)}>
            <IconChevronDown size={16} aria-hidden="true" />
          </PageButton>
        </fieldset>
      )}
    </>
  )
}

interface PageButtonProps {
  readonly label: string
  readonly isDisabled: boolean
  readonly onClick: () => void
  readonly children: React.ReactNode
}

function PageButton({ label, isDisabled, onClick, children }: PageButtonProps) {
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  )
}
