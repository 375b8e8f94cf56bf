import { Counter, Histogram, type Registry } from 'prom-client'
import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Answer, AnswerMode } from '../../src-shared/schemas/chat.ts'
import { LatencyWindow } from '../base/latency-window.ts'

/** Seconds: retrieval takes milliseconds, a small model's answer some seconds, a large one's a minute. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

/** Counts and times of answers, for Prometheus and for the window at once. Never a word of their text. */
export class AnswerMetrics {
  readonly retrieval = new LatencyWindow()
  readonly firstToken = new LatencyWindow()
  readonly total = new LatencyWindow()
  readonly byMode: Record<AnswerMode, number> = { generated: 0, extractive: 0, none: 0 }
  failed = 0
  readonly #answers: Counter<'mode'>
  readonly #failures: Counter<'code'>
  readonly #stages: Histogram<'stage'>

  constructor(registry: Registry) {
    const registers = [registry]
    this.#answers = new Counter({
      name: 'alcove_answers_total',
      help: 'Questions answered, by how the answer came about.',
      labelNames: ['mode'],
      registers,
    })
    this.#failures = new Counter({
      name: 'alcove_answer_failures_total',
      help: 'Questions that ended in an error, by its code.',
      labelNames: ['code'],
      registers,
    })
    this.#stages = new Histogram({
      name: 'alcove_answer_stage_seconds',
      help: 'Time of each stage of an answer.',
      labelNames: ['stage'],
      buckets: BUCKETS,
      registers,
    })
  }

  get questions(): number {
    return this.byMode.generated + this.byMode.extractive + this.byMode.none + this.failed
  }

  record(outcome: { readonly answer: Answer } | { readonly failed: ErrorCode }): void {
    if ('failed' in outcome) {
      this.failed++
      this.#failures.inc({ code: outcome.failed })
      return
    }
    const { mode, timings } = outcome.answer
    this.byMode[mode]++
    this.#answers.inc({ mode })
    for (const [stage, ms] of Object.entries(timings)) this.#stages.observe({ stage }, ms / 1_000)
    const { embed = 0, dense = 0, lexical = 0, fuse = 0, firstToken, total } = timings
    this.retrieval.record(embed + Math.max(dense, lexical) + fuse)
    if (firstToken !== undefined) this.firstToken.record(firstToken)
    if (total !== undefined) this.total.record(total)
  }
}
