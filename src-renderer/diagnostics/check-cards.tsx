import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBrain, IconDatabase, IconFingerprint, IconVector } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CheckState, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import { useApp } from '../ui/app-context.tsx'
import { attempt } from '../ui/attempt.ts'
import { StatusBadge, type StatusTone } from '../ui/status.tsx'
import classes from './check-cards.module.css'
import { sinceWords } from './since-words.ts'
import { useDiagnostics } from './use-diagnostics.ts'

const parts = {
  model: { title: 'Chat model', icon: IconBrain },
  embedder: { title: 'Embedding model', icon: IconFingerprint },
  vector_store: { title: 'Vector store', icon: IconVector },
  database: { title: 'Database', icon: IconDatabase },
} as const

const states: Readonly<Record<CheckState, { readonly tone: StatusTone; readonly label: string }>> = {
  ok: { tone: 'good', label: 'Works' },
  degraded: { tone: 'warn', label: 'Limited' },
  down: { tone: 'bad', label: 'Down' },
  starting: { tone: 'busy', label: 'Starting' },
}

export function CheckCards() {
  const checks = useDiagnostics((state) => state.snapshot?.checks)
  return (
    <ul className={classes.cards} aria-label="Parts">
      {checks?.filter(isPart).map((check) => (
        <CheckCard key={check.name} check={check} />
      ))}
    </ul>
  )
}

type PartCheck = HealthCheck & { readonly name: keyof typeof parts }

/** What protects the parts has a panel of its own. */
const isPart = (check: HealthCheck): check is PartCheck => check.name in parts

function CheckCard({ check }: { readonly check: PartCheck }) {
  const { title, icon: Icon } = parts[check.name]
  const { tone, label } = states[check.state]
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <Icon size={20} stroke={1.6} aria-hidden="true" className={classes.icon} />
        <h2 className={classes.title}>{title}</h2>
      </div>
      <div className={classes.state}>
        <StatusBadge tone={tone}>{label}</StatusBadge>
        <span className={classes.since}>{sinceWords(check.since, Date.now())}</span>
      </div>
      <p className={classes.detail}>{check.detail}</p>
      <div className={classes.actions}>{actionsOf(check.name)}</div>
    </li>
  )
}

function actionsOf(name: PartCheck['name']): ReactNode {
  switch (name) {
    case 'model':
      return <ModelActions />
    case 'embedder':
      return <LookAgain />
    case 'vector_store':
      return <RebuildVectors />
    case 'database':
      return <OpenFolder />
  }
}

/** The engine can be restarted where it is what answers, or what should. */
function ModelActions() {
  const usesEngine = useApp(
    ({ selection }) =>
      selection !== null && (selection.chat?.backend === 'engine' || selection.engine.state !== 'stopped'),
  )
  const restart = useDiagnostics((state) => state.restartEngine)
  return (
    <>
      <LookAgain />
      {usesEngine && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void attempt('The engine could not be restarted', restart())}
        >
          Restart engine
        </Button>
      )}
    </>
  )
}

function LookAgain() {
  const refresh = useDiagnostics((state) => state.refreshModels)
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => void attempt('Could not look for models', refresh())}
    >
      Refresh
    </Button>
  )
}

function RebuildVectors() {
  const rebuild = useDiagnostics((state) => state.rebuildVectors)
  const isRebuilding = useApp(({ ingest }) => (ingest?.rebuild ?? null) !== null)
  const start = async () => {
    await rebuild()
    notifications.show({
      message: 'The vectors are being rebuilt from the database. Library shows how far it is.',
    })
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={isRebuilding}
      onClick={() => void attempt('The vectors could not be rebuilt', start())}
    >
      {isRebuilding ? 'Rebuilding…' : 'Rebuild vectors'}
    </Button>
  )
}

function OpenFolder() {
  const open = useDiagnostics((state) => state.openDataFolder)
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => void attempt('The folder could not be opened', open())}
    >
      Open data folder
    </Button>
  )
}
