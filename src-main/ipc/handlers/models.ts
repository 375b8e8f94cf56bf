import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'

const LOOK_DEADLINE_MS = 15_000

type ModelRoute = Extract<keyof Handlers, `models.${string}`>

export function modelHandlers({ models }: Services): Pick<Handlers, ModelRoute> {
  return {
    'models.selection': () => models.selection,
    'models.installed': () => models.installed(AbortSignal.timeout(LOOK_DEADLINE_MS)),
    'models.offered': () => models.offered(),
    'models.pull': ({ name, backend }) => {
      models.pull(name, backend)
      return null
    },
    'models.cancelPull': ({ name, backend }) => {
      models.cancelPull(name, backend)
      return null
    },
    'models.refresh': () => models.refresh(AbortSignal.timeout(LOOK_DEADLINE_MS)),
  }
}
