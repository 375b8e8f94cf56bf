import type { SettingsView } from '../src-shared/schemas/settings.ts'
import type { Event } from './base/emitter.ts'
import type { RootLog } from './base/logger.ts'
import type { AnswerCache, Calibration, Experiment, Patterns, Warming } from './cache/index.ts'
import type { AnswerPipeline, ChatSessions, Conversations } from './chat/index.ts'
import type { SettingsStore } from './config/index.ts'
import type { Diagnostics } from './diagnostics/index.ts'
import type { Library } from './library/index.ts'
import type { Models } from './ollama/index.ts'
import type { Resilience } from './resilience/index.ts'

/** What the window and HTTP may use: everything that composition.ts built, behind its interfaces. */
export interface Services {
  readonly log: RootLog
  readonly paths: { readonly data: string; readonly samples: string }
  readonly settings: SettingsStore
  readonly models: Models
  readonly engine: { restart(): void }
  readonly library: Library
  readonly pipeline: AnswerPipeline
  readonly cache: AnswerCache
  /** What the embedder's cosines are worth to the cache. */
  readonly calibration: Calibration
  /** Thresholds of the cache, compared. */
  readonly experiment: Experiment
  /** Questions answered ahead. */
  readonly warming: Warming
  /** What is asked, and what comes of it. */
  readonly patterns: Patterns
  readonly conversations: Conversations
  readonly sessions: ChatSessions
  readonly diagnostics: Diagnostics
  readonly resilience: Resilience
  /** Settings with what the app knows of itself, as the window shows them. */
  settingsView(): SettingsView
  readonly onSettingsView: Event<SettingsView>
}
