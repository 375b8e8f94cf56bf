import { Button, Select } from '@mantine/core'
import { IconFileText, IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import type { WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import { useApp } from '../../ui/app-context.tsx'
import { attempt } from '../../ui/attempt.ts'
import { formatTime } from '../../ui/format.ts'
import { Meter } from '../../ui/meter.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StatusBadge } from '../../ui/status.tsx'
import shared from './cache-explorer.module.css'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'
import classes from './warming-panel.module.css'
import { sourceWords, warmingProgress, warmingState } from './warming-words.ts'

/** Questions answered before anybody asks them. */
export function WarmingPanel() {
  const told = useCache((state) => state.warming)
  const read = useCache((state) => state.read)
  const { value: view } = told
  return (
    <Panel
      title="Answer ahead"
      description="While nobody asks and nothing is read in, questions are answered and kept. A question of yours goes first."
      actions={
        view !== null && <StatusBadge tone={warmingState(view).tone}>{warmingState(view).label}</StatusBadge>
      }
    >
      <ToldNotice
        told={told}
        title="Whether answers are written ahead could not be read."
        onRetry={() => void read('warming')}
      />
      {view !== null && view.startedAt !== null && <Progress view={view} />}
      {view !== null && view.state === 'idle' && <Starts />}
    </Panel>
  )
}

function Progress({ view }: { readonly view: WarmingView }) {
  const { state, from, total, done, current, endedAt } = view
  const stop = useCache((store) => store.stopWarming)
  const isOver = state === 'idle'
  return (
    <div className={classes.progress}>
      <div className={shared.row}>
        <span className={classes.words}>
          {isOver && endedAt !== null && `Last time, until ${formatTime(endedAt)}. `}
          {from !== null && `From ${sourceWords[from]}, `}
          {warmingProgress(view)}
        </span>
        {!isOver && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerStop size={15} aria-hidden="true" />}
            onClick={() => void attempt('It could not be stopped', stop())}
          >
            Stop
          </Button>
        )}
      </div>
      {!isOver && (
        <>
          <Meter
            ratio={total === 0 ? null : done / total}
            tone={state === 'running' ? 'busy' : 'idle'}
            label="Questions answered ahead"
          />
          {current !== null && <p className={classes.current}>Now: {current}</p>}
        </>
      )}
    </div>
  )
}

const EVERYWHERE = ''

function Starts() {
  const collections = useApp((state) => state.collections)
  const warm = useCache((state) => state.warm)
  const warmFromFile = useCache((state) => state.warmFromFile)
  const [chosen, setChosen] = useState(EVERYWHERE)
  const collectionId = chosen === EVERYWHERE ? null : chosen
  const start = (work: Promise<void>) => void attempt('It could not be started', work)
  return (
    <div className={classes.starts}>
      <Button size="sm" variant="default" onClick={() => start(warm({ from: 'most_asked' }))}>
        From what is asked most
      </Button>
      <div className={classes.ofCollection}>
        <Select
          size="sm"
          className={classes.collection}
          aria-label="Collection that is asked"
          data={[
            { value: EVERYWHERE, label: 'All collections' },
            ...(collections ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={chosen}
          allowDeselect={false}
          onChange={(value) => setChosen(value ?? EVERYWHERE)}
        />
        <Button size="sm" variant="default" onClick={() => start(warm({ from: 'headings', collectionId }))}>
          From its headings
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconFileText size={16} aria-hidden="true" />}
          onClick={() => start(warmFromFile(collectionId))}
        >
          From a file of questions…
        </Button>
      </div>
    </div>
  )
}
