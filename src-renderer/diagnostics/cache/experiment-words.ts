import type {
  ArmResult,
  ExperimentArm,
  ExperimentPlan,
  ExperimentView,
} from '../../../src-shared/schemas/cache-experiment.ts'
import type { SettingsView } from '../../../src-shared/schemas/settings.ts'
import { formatCosine } from '../../ui/format.ts'
import type { StatusTone } from '../../ui/status.tsx'

/** `0.92 with the guard`. */
export const armWords = ({ threshold, isGuarded }: ExperimentArm): string =>
  `${formatCosine(threshold)} ${isGuarded ? 'with the guard' : 'without the guard'}`

export const modeWords = {
  shadow: {
    label: 'In shadow',
    about:
      'Each question is judged by every arm, and served as the settings say. Nobody gets another answer by it.',
  },
  live: {
    label: 'Live',
    about: 'Each question belongs to one arm, by its words, and that arm serves it.',
  },
} as const satisfies Record<ExperimentPlan['mode'], { readonly label: string; readonly about: string }>

/** What a person risks by starting it; null: nothing. */
export function planWarning({ mode }: ExperimentPlan): string | null {
  if (mode === 'shadow') return null
  return 'Questions of a low arm are served by answers that are less alike than the settings allow.'
}

/** Why a plan cannot be started; null: it can. */
export function planFault({ arms, mode }: ExperimentPlan): string | null {
  const keys = new Set(arms.map(({ threshold, isGuarded }) => `${threshold} ${isGuarded}`))
  if (keys.size < arms.length) return 'Two arms are the same.'
  if (mode === 'live' && arms.some(({ isGuarded }) => !isGuarded))
    return 'Live, every arm must have the guard: without it wrong answers would be served.'
  return arms.length < 2 ? 'There must be two arms to compare.' : null
}

/** Why an arm cannot be made the setting; null: it can. */
export function adoptionFault(
  { isGuarded, lookups }: ArmResult,
  sources: SettingsView['sources'] | null,
): string | null {
  if (!isGuarded) return 'Answers are not served without the guard: this arm shows what it is worth.'
  if (sources?.cacheThreshold === 'environment' || sources?.cacheThresholdBy === 'environment')
    return 'SEMANTIC_CACHE_THRESHOLD fixes the threshold.'
  return lookups === 0 ? 'Nothing was asked of it yet.' : null
}

const states: Readonly<
  Record<ExperimentView['state'], { readonly tone: StatusTone; readonly label: string }>
> = {
  none: { tone: 'off', label: 'None' },
  running: { tone: 'busy', label: 'Running' },
  ended: { tone: 'off', label: 'Ended' },
}

export const experimentState = ({ state }: ExperimentView) => states[state]

/** The verdict's headline and its reasons. */
export function verdictWords({ verdict, arms }: ExperimentView): {
  readonly tone: StatusTone
  readonly headline: string
  readonly because: string
} | null {
  if (verdict === null) return null
  switch (verdict.kind) {
    case 'not_enough':
      return {
        tone: 'info',
        headline: 'Too little was seen for a verdict',
        because: `So far ${verdict.missing}.`,
      }
    case 'keep':
      return { tone: 'good', headline: 'Keep the first arm', because: verdict.because }
    case 'adopt': {
      const arm = arms[verdict.arm]
      const headline = arm === undefined ? 'Adopt another arm' : `Adopt ${armWords(arm)}`
      return { tone: 'good', headline, because: verdict.because }
    }
  }
}
