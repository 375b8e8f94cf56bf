import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'

/** A window that asks waits no longer than this, whatever the probe does. */
const PROBE_DEADLINE_MS = 120_000

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
    'diagnostics.breakerHistory': () => services.resilience.history(),
    'diagnostics.controlBreaker': ({ name, action }) => {
      services.resilience.control(name, action)
      return null
    },
    'diagnostics.tryNow': ({ name }) =>
      services.resilience.tryNow(name, AbortSignal.timeout(PROBE_DEADLINE_MS)),
  }
}
