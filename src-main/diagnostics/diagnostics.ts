import type { Registry } from 'prom-client'
import type { DiagnosticsSnapshot, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'

/** What the app knows of itself: one registry and one health, for the window, HTTP and the log alike. */
export interface Diagnostics {
  readonly registry: Registry
  health(): readonly HealthCheck[]
  /** True while no required check is down. */
  ready(): boolean
  snapshot(): DiagnosticsSnapshot
}
