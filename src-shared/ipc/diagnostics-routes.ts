import { z } from 'zod'
import type { DiagnosticsSnapshot, LogLine } from '../schemas/diagnostics.ts'
import {
  type BreakerSnapshot,
  type BreakerTransition,
  breakerAction,
  breakerName,
} from '../schemas/resilience.ts'
import { answers, defineRoute, nothing } from './define-route.ts'

export const diagnosticsRoutes = {
  'diagnostics.snapshot': defineRoute({ input: nothing, output: answers<DiagnosticsSnapshot>() }),
  /** The newest lines, oldest first; later ones come as `diagnostics.log`. */
  'diagnostics.log': defineRoute({
    input: z.strictObject({ limit: z.number().int().min(1).max(1_000).default(300) }),
    output: answers<readonly LogLine[]>(),
  }),
  /** Builds the vector store anew from SQLite, without asking the embedder. */
  'diagnostics.rebuildVectors': defineRoute({ input: nothing, output: answers<null>() }),
  'diagnostics.restartEngine': defineRoute({ input: nothing, output: answers<null>() }),
  /** The last changes of state of all breakers, newest first; later ones come as `diagnostics.breakerTransition`. */
  'diagnostics.breakerHistory': defineRoute({
    input: nothing,
    output: answers<readonly BreakerTransition[]>(),
  }),
  /** By a person's hand: logged, and in the history. */
  'diagnostics.controlBreaker': defineRoute({
    input: z.strictObject({ name: breakerName, action: breakerAction }),
    output: answers<null>(),
  }),
  /** Sends one probe now. CONFLICT where the breaker was opened by hand. */
  'diagnostics.tryNow': defineRoute({
    input: z.strictObject({ name: breakerName }),
    output: answers<BreakerSnapshot>(),
  }),
}
