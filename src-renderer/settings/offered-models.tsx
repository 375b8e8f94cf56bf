import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconDownload, IconExternalLink, IconX } from '@tabler/icons-react'
import type { Backend, OfferedModel, PullProgress } from '../../src-shared/schemas/models.ts'
import { attempt } from '../ui/attempt.ts'
import { formatBytes } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import { Panel } from '../ui/panel.tsx'
import { StatusDot } from '../ui/status.tsx'
import { backendNames, backendsInSentence, isInstalled, pullTarget, pullWords } from './model-words.ts'
import classes from './offered-models.module.css'
import { pullKey } from './settings-store.ts'
import { useSetting, useSettings } from './use-settings.ts'

const OLLAMA_DOWNLOAD = 'https://ollama.com/download'

/** Models worth having, with what they cost: size, memory, licence. */
export function OfferedModels() {
  const offered = useSettings((state) => state.offered)
  const lacksOllama = useSettings(
    (state) =>
      state.selection?.ollama.reachable === false &&
      state.offered.some(({ backends }) => !backends.includes('engine')),
  )
  if (offered.length === 0) return null
  return (
    <Panel
      title="More models"
      description="Fetched from the internet once, when you ask for it. Your documents and questions stay here."
      actions={lacksOllama && <GetOllama />}
    >
      <ul className={classes.models}>
        {offered.map((model) => (
          <li key={model.name} className={classes.model}>
            <div className={classes.words}>
              <h3 className={classes.title}>
                {model.title}
                <span className={classes.kind}>{model.kind === 'chat' ? 'Chat' : 'Embedding'}</span>
              </h3>
              <p className={classes.description}>{model.description}</p>
              <p className={classes.facts}>
                {formatBytes(model.size)} to fetch · needs {formatBytes(model.memory)} of memory ·{' '}
                {model.licence}
              </p>
            </div>
            <Fetching model={model} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function GetOllama() {
  const openLink = useSettings((state) => state.openLink)
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconExternalLink size={15} />}
      onClick={() => void attempt('The page could not be opened', openLink(OLLAMA_DOWNLOAD))}
    >
      Get Ollama
    </Button>
  )
}

function Fetching({ model }: { readonly model: OfferedModel }) {
  const choice = useSetting('backend')?.value ?? 'auto'
  const selection = useSettings((state) => state.selection)
  const installed = useSettings((state) => state.installed)
  const target = pullTarget(model, choice, selection)
  const progress = useSettings(({ pulls }) =>
    target === null ? undefined : pulls.get(pullKey({ model: model.name, backend: target })),
  )
  if (target === null) {
    const needed = model.backends.map((name) => backendNames[name]).join(' or ')
    return <p className={classes.aside}>{choice === 'auto' ? `Needs ${needed}` : `Only for ${needed}`}</p>
  }
  if (installed !== null && isInstalled(model, target, installed)) {
    return (
      <div className={classes.aside}>
        <StatusDot tone="good">Installed</StatusDot>
      </div>
    )
  }
  if (progress?.state === 'running') return <Running model={model} progress={progress} />
  return <Offer model={model} target={target} failure={progress?.error?.message ?? null} />
}

function Running({ model, progress }: { readonly model: OfferedModel; readonly progress: PullProgress }) {
  const cancelPull = useSettings((state) => state.cancelPull)
  const { ratio, text } = pullWords(progress)
  return (
    <div className={classes.running}>
      <div className={classes.progress}>
        <Meter ratio={ratio} label={`Fetching ${model.title}`} />
        <span className={classes.facts}>{text}</span>
      </div>
      <Tooltip label="Cancel">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Cancel fetching ${model.title}`}
          onClick={() => void attempt('Could not cancel', cancelPull(model.name, progress.backend))}
        >
          <IconX size={17} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

interface OfferProps {
  readonly model: OfferedModel
  readonly target: Backend
  readonly failure: string | null
}

function Offer({ model, target, failure }: OfferProps) {
  const pull = useSettings((state) => state.pull)
  return (
    <div className={classes.aside}>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconDownload size={16} />}
        aria-label={`Fetch ${model.title}`}
        onClick={() => void pull(model.name, target)}
      >
        {failure === null ? 'Fetch' : 'Try again'}
      </Button>
      <span className={classes.facts}>to {backendsInSentence[target]}</span>
      {failure !== null && (
        <p role="alert" className={classes.failure}>
          {failure}
        </p>
      )}
    </div>
  )
}
