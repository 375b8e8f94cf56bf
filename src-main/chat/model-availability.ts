import type { Event } from '../base/emitter.ts'

/** Whether the chat model would be asked now, for those who wait for it. */
export interface ModelAvailability {
  /** A model is selected and its breaker lets a call through, be it as a probe. */
  readonly isAvailable: boolean
  /** Likewise, and nothing says that it may fail: its breaker is closed, or no longer heeded. */
  readonly isUp: boolean
  /** Milliseconds until a call is let through though nothing has changed; null: `onChange` will tell. */
  readonly nextTryMs: number | null
  readonly onChange: Event<unknown>
}

const outageCodes: ReadonlySet<string> = new Set([
  'CIRCUIT_OPEN',
  'POOL_FULL',
  'POOL_TIMEOUT',
  'MODEL_UNAVAILABLE',
  'MODEL_LOAD_FAILED',
  'MODEL_FAILED',
  'MODEL_BUSY',
  'DEADLINE_CONNECT',
  'DEADLINE_FIRST_TOKEN',
  'DEADLINE_BETWEEN_CHUNKS',
])

/** Whether a call that ended with it may succeed when it is made again later. */
export function isModelOutage(code: string): boolean {
  return outageCodes.has(code)
}
