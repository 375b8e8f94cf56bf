import type {
  BreakerAction,
  BreakerName,
  BreakerSnapshot,
  BreakerTransition,
  ResilienceSnapshot,
} from '../../src-shared/schemas/resilience.ts'
import type { Event } from '../base/emitter.ts'

/** What protects the calls to model servers and Chroma, as the window and HTTP see it. */
export interface Resilience {
  snapshot(): ResilienceSnapshot
  /** The last changes of state, newest first, at most 100; kept over a restart. */
  history(): readonly BreakerTransition[]
  readonly onTransition: Event<BreakerTransition>
  /** By a person's hand: logged, and in the history. */
  control(name: BreakerName, action: BreakerAction): void
  /**
   * Sends one small call through it now, also before its time has come. Never throws for what the call comes to:
   * the snapshot says it. Throws CONFLICT for a breaker that was stopped by hand.
   *
   * @param cause for the history, where its rest ends early by it. @default that a person asked for it
   */
  tryNow(name: BreakerName, signal: AbortSignal, cause?: string): Promise<BreakerSnapshot>
}
