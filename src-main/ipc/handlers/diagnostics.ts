import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'

type DiagnosticsRoute = Extract<keyof Handlers, `diagnostics.${string}`>

export function diagnosticsHandlers(services: Services): Pick<Handlers, DiagnosticsRoute> {
  return {
    'diagnostics.snapshot': () => services.diagnostics.snapshot(),
    'diagnostics.log': ({ limit }) => services.log.tail.lines(limit),
    'diagnostics.rebuildVectors': () => {
      services.library.rebuildVectors()
      return null
    },
    'diagnostics.restartEngine': () => {
      services.engine.restart()
      return null
    },
  }
}
