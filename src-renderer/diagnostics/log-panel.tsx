import { Button, Select, TextInput } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { LogLine } from '../../src-shared/schemas/diagnostics.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatCount, plural } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { filterLog, logText } from './log-filter.ts'
import classes from './log-panel.module.css'
import { useDiagnostics } from './use-diagnostics.ts'

const levels: readonly { readonly value: LogLine['level']; readonly label: string }[] = [
  { value: 'debug', label: 'Everything' },
  { value: 'info', label: 'Info and graver' },
  { value: 'warn', label: 'Warnings, errors' },
  { value: 'error', label: 'Errors only' },
]
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const LINE_HEIGHT = 24
/** Keys that go back in the log: who reads there does not want to be carried on. */
const backwardKeys: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', 'Home'])

/** The log's tail. It follows what is written until somebody reads further up. */
export function LogPanel() {
  const log = useDiagnostics((state) => state.log)
  const filter = useDiagnostics((state) => state.filter)
  const lines = useMemo(() => filterLog(log, filter), [log, filter])
  return (
    <Panel title="Log" actions={<LogControls lines={lines} />} className={classes.panel}>
      <LogLines lines={lines} />
    </Panel>
  )
}

function LogControls({ lines }: { readonly lines: readonly LogLine[] }) {
  const filter = useDiagnostics((state) => state.filter)
  const setFilter = useDiagnostics((state) => state.setFilter)
  const held = useDiagnostics((state) => state.held)
  const followLog = useDiagnostics((state) => state.followLog)
  return (
    <>
      <TextInput
        size="xs"
        className={classes.search}
        aria-label="Search the log"
        placeholder="Search the log"
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        value={filter.search}
        onChange={(event) => setFilter({ search: event.currentTarget.value })}
      />
      <Select
        size="xs"
        className={classes.level}
        aria-label="Level"
        data={levels}
        value={filter.level}
        allowDeselect={false}
        onChange={(value) => {
          const level = levels.find((choice) => choice.value === value)?.value
          if (level) setFilter({ level })
        }}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={held === null ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
        onClick={() => followLog(held !== null)}
      >
        {held === null ? 'Pause' : held.length === 0 ? 'Follow' : `Follow (${formatCount(held.length)} new)`}
      </Button>
      <CopyButton text={logText(lines)} label={`Copy ${plural(lines.length, 'line')}`} />
    </>
  )
}

function LogLines({ lines }: { readonly lines: ReturnType<typeof filterLog> }) {
  const isFollowing = useDiagnostics((state) => state.held === null)
  const followLog = useDiagnostics((state) => state.followLog)
  const scroller = useRef<HTMLElement>(null)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 12,
  })
  const count = lines.length
  useEffect(() => {
    if (isFollowing && count > 0) virtualizer.scrollToIndex(count - 1, { align: 'end' })
  }, [isFollowing, count, virtualizer])

  return (
    <ScrollRegion
      ref={scroller}
      label="Lines of the log"
      className={classes.lines}
      onWheel={(event) => {
        if (event.deltaY < 0) followLog(false)
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (backwardKeys.has(event.key)) followLog(false)
      }}
    >
      {count === 0 && <p className={classes.none}>No line matches.</p>}
      <div className={classes.all} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          if (!line) return null
          return (
            <div
              key={index}
              ref={virtualizer.measureElement}
              data-index={index}
              data-level={line.level}
              className={classes.line}
              style={{ transform: `translateY(${start}px)` }}
            >
              <time dateTime={line.time}>{clock.format(Date.parse(line.time))}</time>
              <span className={classes.mark}>{line.level}</span>
              <span className={classes.scope}>{line.scope}</span>
              <span className={classes.message}>
                {line.message} {line.data !== null && <span className={classes.data}>{line.data}</span>}
              </span>
            </div>
          )
        })}
      </div>
    </ScrollRegion>
  )
}
