import type { AnswerCache, Experiment, Patterns, Warming } from '../cache/index.ts'
import type { AnswerPipeline } from '../chat/index.ts'
import type { Diagnostics } from '../diagnostics/index.ts'
import type { Library } from '../library/index.ts'
import type { Resilience } from '../resilience/index.ts'
import type { Services } from '../services.ts'

/** What the API asks of the services, and no more. */
export interface ApiServices extends Pick<Services, 'log'> {
  readonly pipeline: Pick<AnswerPipeline, 'answer'>
  readonly diagnostics: Pick<Diagnostics, 'registry' | 'ready' | 'health'>
  readonly cache: Pick<AnswerCache, 'stats' | 'clear'>
  readonly experiment: Pick<Experiment, 'view'>
  readonly warming: Pick<Warming, 'view' | 'start' | 'startFromList'>
  readonly patterns: Patterns
  readonly resilience: Pick<Resilience, 'snapshot'>
  readonly library: Pick<
    Library,
    | 'collections'
    | 'findCollection'
    | 'defaultCollection'
    | 'createCollection'
    | 'documents'
    | 'document'
    | 'add'
    | 'removeDocuments'
  >
}
