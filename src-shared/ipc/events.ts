import type { CalibrationView } from '../schemas/cache-calibration.ts'
import type { ExperimentView } from '../schemas/cache-experiment.ts'
import type { WarmingView } from '../schemas/cache-warming.ts'
import type { AnswerEvent } from '../schemas/chat.ts'
import type { DiagnosticsSnapshot, LogLine } from '../schemas/diagnostics.ts'
import type { IngestStatus } from '../schemas/library.ts'
import type { ModelSelection, PullProgress } from '../schemas/models.ts'
import type { BreakerTransition } from '../schemas/resilience.ts'
import type { SettingsView } from '../schemas/settings.ts'
import type { ChatLine, StartedStream } from './chat-routes.ts'

/** Numbered from 0 within its stream, without a gap, so that a reload can tell what it missed. */
export interface SequencedAnswerEvent {
  readonly sequence: number
  readonly event: AnswerEvent
}

/** What main tells the window unasked. */
export interface Events {
  'chat.events': { readonly streamId: string; readonly events: readonly SequencedAnswerEvent[] }
  /** The stream ended without `done`: stopped by the person or failed. The message in the store says which. */
  'chat.ended': { readonly streamId: string; readonly conversationId: string }
  /** The answer to a question that waited is being written now. */
  'chat.started': StartedStream
  /** Who waits, or what is not kept yet, has changed. */
  'chat.line': ChatLine
  'conversations.changed': { readonly conversationId: string }
  'library.status': IngestStatus
  /** Documents or collections changed: read them again. */
  'library.changed': Record<string, never>
  'models.selection': ModelSelection
  'models.pull': PullProgress
  'settings.changed': SettingsView
  /** Every second while a window is there, and at once when a breaker changes its state. */
  'diagnostics.snapshot': DiagnosticsSnapshot
  'diagnostics.log': readonly LogLine[]
  /** Also what a person did that left the state as it was, such as a reset while closed. */
  'diagnostics.breakerTransition': BreakerTransition
  /** Entries, near-misses, figures or settings of the cache changed: read them again. At most once a second. */
  'cache.changed': Record<string, never>
  // These too at most once a second.
  'cache.calibration': CalibrationView
  'cache.warming': WarmingView
  'cache.experiment': ExperimentView
  /** From the menu, the tray or a shortcut. */
  'app.command': {
    readonly command:
      | 'newChat'
      | 'openChat'
      | 'openLibrary'
      | 'openDiagnostics'
      | 'openSettings'
      | 'addFiles'
      | 'search'
  }
}

export type EventName = keyof Events

/** What the preload puts on `window.alcove`, and nothing else. */
export interface Bridge {
  /** `files` are File objects of a drop; the preload turns them into paths, which the page never sees. */
  invoke(route: string, input: unknown, files?: readonly unknown[]): Promise<unknown>
  /** Returns how to stop listening. */
  on(listener: (name: string, payload: unknown) => void): () => void
}
