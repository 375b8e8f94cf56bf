import type { BreakerAction, BreakerName, BreakerState } from '../../../src-shared/schemas/resilience.ts'
import { breakerTitles } from './breaker-words.ts'

/** How a control is offered and asked about. */
export interface ControlWords {
  /** The verb. */
  readonly label: string
  readonly question: string
  /** What it means for the person, in one or two sentences. */
  readonly meaning: string
  /** Whether answers get worse or slower by it. */
  readonly isDanger: boolean
}

interface Part {
  readonly server: string
  /** What is no longer done while calls are held back, and what is done instead. */
  readonly loss: string
  /** What waits for a server that hangs where nothing holds calls back. */
  readonly waits: string
}

const chat = (server: string): Part => ({
  server,
  loss: `No question is sent to ${server} until you reset it or restart Alcove. Answers are quoted from your documents meanwhile.`,
  waits: 'each question',
})
const embedding = (server: string): Part => ({
  server,
  loss: `No text is sent to ${server} to be embedded until you reset it or restart Alcove. Search is by words only meanwhile, and new documents wait.`,
  waits: 'each search',
})

const parts: Readonly<Record<BreakerName, Part>> = {
  ollama_client: chat('Ollama'),
  ollama_embed: embedding('Ollama'),
  engine: chat('the built-in engine'),
  engine_embed: embedding('the built-in engine'),
  chroma: {
    server: 'Chroma',
    loss: 'Chroma is not asked until you reset it or restart Alcove. Search is by words only meanwhile, and new documents wait.',
    waits: 'each search',
  },
}

const labels: Readonly<Record<BreakerAction, string>> = {
  force_open: 'Stop by hand',
  force_closed: 'Force closed',
  reset: 'Reset',
  disable: 'Disable',
}

export function controlWords(name: BreakerName, action: BreakerAction): ControlWords {
  const label = labels[action]
  return {
    label,
    question: `${label} “${breakerTitles[name]}”?`,
    meaning: meaningOf(parts[name], action),
    isDanger: action === 'force_open' || action === 'disable',
  }
}

function meaningOf({ server, loss, waits }: Part, action: BreakerAction): string {
  switch (action) {
    case 'force_open':
      return loss
    case 'force_closed':
      return `Calls go to ${server} again at once. If it still fails, it opens by itself as before.`
    case 'reset':
      return `It starts anew: closed, with every count at zero. Calls go to ${server} again at once.`
    case 'disable':
      return `Every call goes to ${server}, however often it fails, until you reset it or restart Alcove. If it hangs, ${waits} waits until its deadline.`
  }
}

/** What changes something in this state, in the order of the menu. */
export function controlsIn(state: BreakerState): readonly BreakerAction[] {
  const all: readonly BreakerAction[] = ['force_open', 'force_closed', 'reset', 'disable']
  const without: Partial<Record<BreakerState, BreakerAction>> = {
    closed: 'force_closed',
    forced_open: 'force_open',
    disabled: 'disable',
  }
  return all.filter((action) => action !== without[state])
}
