import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBrain, IconDatabase, IconFingerprint, IconVector } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import { useApp } from '../ui/app-context.tsx'
import { attempt } from '../ui/attempt.ts'
import { outageWords } from '../ui/outage-words.ts'
import type { Outage } from '../ui/outages.ts'
import { StatusBadge } from '../ui/status.tsx'
import { ResetButton } from './breakers/reset-button.tsx'
import classes from './check-cards.module.css'
import { breakerAfterFailure } from './losses.ts'
import { outageOf, partState } from './part-outages.ts'
import { sinceWords } from './since-words.ts'
import { useDiagnostics } from './use-diagnostics.ts'

const parts = {
  model: { title: 'Chat model', icon: IconBrain },
  embedder: { title: 'Embedding model', icon: IconFingerprint },
  vector_store: { title: 'Vector store', icon: IconVector },
  database: { title: 'Database', icon: IconDatabase },
} as const

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

export function CheckCard({ check }: { readonly check: PartCheck }) {
  const outage = useApp(({ outages }) => outageOf(check.name, outages))
  const { title, icon: Icon } = parts[check.name]
  const failed = useDiagnostics(
    ({ snapshot }) =>
      breakerAfterFailure(check, snapshot?.resilience.breakers ?? [])?.lastFailure.message ?? null,
  )
  const { tone, label } = partState(check.state, outage, failed !== null)
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
      <p className={classes.detail}>{detailOf(check, outage, failed)}</p>
      <div className={classes.actions}>
        {outage?.kind === 'stopped' && outage.breaker !== null ? (
          <ResetButton name={outage.breaker} />
        ) : (
          actionsOf(check.name)
        )}
      </div>
    </li>
  )
}

/** A check is up to a second older than what is known to be out, and knows nothing of single calls. */
function detailOf({ state, detail }: PartCheck, outage: Outage | null, failed: string | null): string {
  if (state !== 'ok') return detail
  if (outage === null) return failed ?? detail
  const { title, works } = outageWords(outage)
  return `${title}. ${works}`
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
