import type {
  Backend,
  BackendChoice,
  InstalledModel,
  ModelSelection,
  OfferedModel,
  PullProgress,
} from '../../src-shared/schemas/models.ts'
import { formatBytes, formatCount } from '../ui/format.ts'
import type { StatusTone } from '../ui/status.tsx'

export const backendNames: Readonly<Record<Backend, string>> = {
  ollama: 'Ollama',
  engine: 'Built-in engine',
}

/** As they stand within a sentence. */
export const backendsInSentence: Readonly<Record<Backend, string>> = {
  ollama: 'Ollama',
  engine: 'the built-in engine',
}

export interface BackendStatus {
  readonly tone: StatusTone
  readonly text: string
  /** What went wrong, in the server's own words; null where nothing did. */
  readonly error: string | null
}

export function ollamaStatus({ ollama }: ModelSelection): BackendStatus {
  if (ollama.reachable) {
    const version = ollama.version === null ? '' : ` ${ollama.version}`
    return { tone: 'good', text: `Ollama${version} answers at ${ollama.origin}`, error: null }
  }
  return { tone: 'off', text: `No Ollama answers at ${ollama.origin}`, error: ollama.error }
}

export function engineStatus({ engine }: ModelSelection): BackendStatus {
  switch (engine.state) {
    case 'ready':
      return { tone: 'good', text: 'Running', error: null }
    case 'starting':
      return { tone: 'busy', text: 'Starting…', error: engine.error }
    case 'stopped':
      return { tone: 'off', text: 'Not running: it starts when it is needed', error: engine.error }
    case 'failed':
      return { tone: 'bad', text: 'Could not start', error: engine.error }
  }
}

/** Those that the choice of a backend leaves, of one kind: the largest first, as that answers best. */
export function choosable(
  installed: readonly InstalledModel[],
  kind: InstalledModel['kind'],
  choice: BackendChoice,
): readonly InstalledModel[] {
  return installed
    .filter((model) => model.kind === kind && (choice === 'auto' || model.backend === choice))
    .sort((a, b) => b.size - a.size || a.name.localeCompare(b.name))
}

/** "135M · Q4_1 · 98.4 MB · context 2,048"; what is not known is left out. */
export function describeModel(model: InstalledModel): string {
  return [
    model.parameterSize,
    model.quantization,
    formatBytes(model.size),
    model.contextLength === null ? null : `context ${formatCount(model.contextLength)}`,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' · ')
}

/** Whether an offered model is there already. Ollama adds `:latest` to a name without a tag. */
export function isInstalled(
  offered: OfferedModel,
  backend: Backend,
  installed: readonly InstalledModel[],
): boolean {
  const full = withTag(offered.name)
  return installed.some((model) => model.backend === backend && withTag(model.name) === full)
}

const withTag = (name: string): string => (name.includes(':') ? name : `${name}:latest`)

/**
 * Where an offered model would be pulled to: the chosen backend, or on "auto" Ollama where it answers, as that
 * is the one that would be used. Null where it is not offered for the only backend that would do.
 */
export function pullTarget(
  offered: OfferedModel,
  choice: BackendChoice,
  selection: ModelSelection | null,
): Backend | null {
  const reachable = selection?.ollama.reachable ?? false
  const wanted: readonly Backend[] =
    choice === 'auto' ? (reachable ? ['ollama', 'engine'] : ['engine']) : [choice]
  return wanted.find((backend) => offered.backends.includes(backend)) ?? null
}

export interface PullWords {
  /** 0 to 1; null before the size is known. */
  readonly ratio: number | null
  readonly text: string
}

export function pullWords(progress: PullProgress): PullWords {
  const { completed, total, status } = progress
  if (total === null || total === 0) return { ratio: null, text: status === '' ? 'Starting…' : status }
  return {
    ratio: Math.min(1, completed / total),
    text: `${formatBytes(completed)} of ${formatBytes(total)}`,
  }
}
