import { extname } from 'node:path'
import type { WarmingSource, WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import { AppError, toAppError } from '../../base/app-error.ts'
import type { Clock } from '../../base/clock.ts'
import { withDeadline } from '../../base/deadline.ts'
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts'
import { Emitter, type Event } from '../../base/emitter.ts'
import type { Logger } from '../../base/logger.ts'
import type { QuietTime } from '../../base/quiet-time.ts'
import type { AnswerCache } from '../answer-cache.ts'
import { exactKey } from '../normalise.ts'
import { type QuestionFormat, questionsOf, readList } from './question-file.ts'
import type { Warming } from './warming.ts'
import { noWarming, type Warmed, WarmingRun } from './warming-run.ts'
import { questionsFrom, type WarmingQuestion, type WarmingSources } from './warming-sources.ts'

export interface WarmerOptions {
  /**
   * Answers one so that the cache keeps it where a person's first question of a conversation is looked up, and counts
   * it nowhere. Aborted as soon as somebody needs the machine.
   */
  readonly ask: (question: WarmingQuestion, signal: AbortSignal) => Promise<Warmed>
  readonly sources: WarmingSources
  readonly hasCollection: (id: string) => boolean
  readonly quiet: Pick<QuietTime, 'run' | 'busyWith' | 'onChange'>
  readonly cache: Pick<AnswerCache, 'settings' | 'stats' | 'whenLoaded' | 'onChange'>
  /** The chat model; also tells where the embedder is another. */
  readonly model: { readonly isUp: boolean; readonly onChange: Event<unknown> }
  /** Without one nothing that is written is kept. */
  readonly hasEmbedder: () => boolean
  readonly clock: Clock
  readonly log: Logger
}

/** An answer that takes longer is not worth the machine. */
const ANSWER_MS = 600_000
/** A model that fails while it is said to be there is tried again after so long, or as soon as something changes. */
const RETRY_MS = 30_000
/** A question on which it fails so often is left: the others wait behind it. */
const MOST_FAILURES = 3

/**
 * One line of questions at a time, one question at a time, each only while nobody needs the machine: what is interrupted
 * stays first in line. Without a chat model or an embedder, or with the cache off, it waits until that changes. It ends
 * where the cache is full: no answer that somebody asked for goes for one that nobody did.
 */
export class Warmer implements Warming, Disposable {
  readonly #options: WarmerOptions
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.event
  readonly #owned = new DisposableStore()
  #run: WarmingRun | null = null
  #running: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: WarmerOptions) {
    this.#options = options
    this.#owned.add(
      options.quiet.onChange(() => {
        if (this.#isUnderWay) this.#changed.fire()
      }),
    )
  }

  view(): WarmingView {
    return this.#run?.view(this.#options.quiet.busyWith) ?? noWarming
  }

  start(source: WarmingSource): WarmingView {
    if (this.#isClosed) throw new AppError('SHUTTING_DOWN')
    if (this.#isUnderWay) {
      throw new AppError('CONFLICT', { message: 'Questions are being answered ahead already.' })
    }
    if (source.from !== 'most_asked') this.#check(source.collectionId)
    if (source.from === 'questions') checkQuestions(source.questions)
    const run = new WarmingRun(source.from, this.#options.clock)
    this.#run = run
    // The one that was stopped may still be leaving its question.
    this.#running = this.#running.then(() => this.#warm(run, source))
    this.#changed.fire()
    return this.view()
  }

  startFromList(bytes: Uint8Array, format: QuestionFormat, collectionId: string | null): WarmingView {
    this.#check(collectionId)
    return this.start({ from: 'questions', collectionId, questions: [...questionsOf(bytes, format)] })
  }

  async fromFile(path: string, collectionId: string | null): Promise<WarmingView> {
    this.#check(collectionId)
    const format = extname(path).toLowerCase() === '.csv' ? 'csv' : 'txt'
    return this.startFromList(await readList(path), format, collectionId)
  }

  stop(): WarmingView {
    const run = this.#run
    if (run && !run.isOver) {
      run.end('stopped')
      run.abort.abort(new AppError('CANCELLED'))
      this.#changed.fire()
    }
    return this.view()
  }

  async dispose(): Promise<void> {
    this.#isClosed = true
    this.stop()
    await this.#running
    await this.#owned.dispose()
    this.#changed.dispose()
  }

  get #isUnderWay(): boolean {
    return this.#run !== null && !this.#run.isOver
  }

  #check(collectionId: string | null): void {
    if (collectionId === null || this.#options.hasCollection(collectionId)) return
    throw new AppError('NOT_FOUND', { message: 'That collection is no longer there.' })
  }

  /** Never rejects. */
  async #warm(run: WarmingRun, source: WarmingSource): Promise<void> {
    const { cache, sources, log } = this.#options
    const { signal } = run.abort
    try {
      await cache.whenLoaded()
      const line = distinct(await questionsFrom(source, sources, signal))
      run.total = line.length
      this.#changed.fire()
      for (const question of line) {
        if (await this.#untilDone(run, question)) continue
        run.end('full')
        break
      }
      run.end('done')
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'answering ahead ended by a fault')
      run.end('failed')
    }
    this.#changed.fire()
  }

  /** False where there is no room for it. Throws what the run was aborted with. */
  async #untilDone(run: WarmingRun, question: WarmingQuestion): Promise<boolean> {
    const { quiet } = this.#options
    const { signal } = run.abort
    for (let failures = 0; ; ) {
      await this.#untilPossible(run, signal)
      if (this.#isFull()) return false
      const result = await quiet.run((until) => this.#ask(run, question, until), signal)
      signal.throwIfAborted()
      run.current = null
      if ('done' in result) {
        const isLost = result.done === 'no_model' && ++failures === MOST_FAILURES
        if (result.done !== 'no_model' || isLost) {
          run.count(result.done === 'no_model' ? 'not_kept' : result.done)
          this.#changed.fire()
          return true
        }
        await this.#block(run, 'no_model', signal)
      }
      this.#changed.fire()
    }
  }

  async #ask(run: WarmingRun, question: WarmingQuestion, signal: AbortSignal): Promise<Warmed> {
    const { ask, clock, log } = this.#options
    run.current = question.question
    this.#changed.fire()
    try {
      return await withDeadline(clock, ANSWER_MS, signal, (limited) => ask(question, limited))
    } catch (error) {
      signal.throwIfAborted()
      log.warn({ code: toAppError(error).code, err: error }, 'a question could not be answered ahead')
      return 'not_kept'
    }
  }

  async #untilPossible(run: WarmingRun, signal: AbortSignal): Promise<void> {
    for (let reason = this.#obstacle(); reason; reason = this.#obstacle()) {
      await this.#block(run, reason, signal)
    }
  }

  #obstacle(): 'cache_off' | 'no_model' | null {
    const { cache, model, hasEmbedder } = this.#options
    if (!cache.settings.enabled) return 'cache_off'
    return model.isUp && hasEmbedder() ? null : 'no_model'
  }

  /** Until that may have changed. */
  async #block(run: WarmingRun, reason: 'cache_off' | 'no_model', signal: AbortSignal): Promise<void> {
    const { cache, model, clock } = this.#options
    signal.throwIfAborted()
    if (run.blockedBy !== reason) {
      run.blockedBy = reason
      this.#changed.fire()
    }
    const waiting = new DisposableStore()
    try {
      await new Promise<void>((resolve) => {
        const go = () => resolve()
        waiting.add(reason === 'cache_off' ? cache.onChange(go) : model.onChange(go))
        waiting.add(clock.after(RETRY_MS, go))
        signal.addEventListener('abort', go, { once: true })
        waiting.add(toDisposable(() => signal.removeEventListener('abort', go)))
      })
    } finally {
      await waiting.dispose()
      run.blockedBy = null
    }
    signal.throwIfAborted()
  }

  /** By number, and by bytes where one of middling length would no longer fit. */
  #isFull(): boolean {
    const { size, maxSize, bytes, maxBytes } = this.#options.cache.stats()
    return size >= maxSize || bytes + bytes / Math.max(1, size) > maxBytes
  }
}

function checkQuestions(questions: readonly string[]): void {
  const at = questions.findIndex((question) => exactKey(question) === null)
  if (at < 0) return
  throw new AppError('INVALID_INPUT', {
    message: `Question ${at + 1}: nothing is asked, or it holds characters that are no text.`,
  })
}

function distinct(questions: readonly WarmingQuestion[]): readonly WarmingQuestion[] {
  const byKey = new Map<string, WarmingQuestion>()
  for (const each of questions) {
    const key = exactKey(each.question)
    const known = JSON.stringify([each.collectionId, key])
    if (key !== null && !byKey.has(known)) byKey.set(known, each)
  }
  return [...byKey.values()]
}
