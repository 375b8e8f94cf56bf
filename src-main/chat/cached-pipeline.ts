import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Answer, AnswerEvent } from '../../src-shared/schemas/chat.ts'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { QuietTime } from '../base/quiet-time.ts'
import {
  type AnswerCache,
  type AnsweredLookup,
  type Epoch,
  exactKey,
  type Hit,
  type Lookup,
  type Partition,
  SingleFlight,
  searchedOf,
} from '../cache/index.ts'
import type { ChatModel, Embedder, Models } from '../ollama/index.ts'
import { withinTokens } from '../retrieval/index.ts'
import type { Database } from '../storage/index.ts'
import { partitionFor } from './answer-partition.ts'
import type { AnswerPipeline, AnswerRequest, InnerPipeline } from './answer-pipeline.ts'
import { AnswerRecorder, answerOf, eventsOf, traceOf } from './cached-answer.ts'
import { isModelOutage } from './model-availability.ts'
import { TraceStore } from './trace-store.ts'

export interface CachedPipelineOptions {
  /** Answers what the cache does not. */
  readonly inner: InnerPipeline
  readonly cache: AnswerCache
  /** Its embedder had better remember the last questions: the search embeds the same one. */
  readonly models: Pick<Models, 'chatModel' | 'embedder'>
  readonly settings: { readonly values: Settings }
  readonly database: Database
  /** Told of each question that somebody waits for. */
  readonly quiet: Pick<QuietTime, 'begin'>
  readonly clock: Clock
  readonly log: Logger
}

/** Under what a question is looked up and its answer kept, as things were when it was asked. */
interface Place {
  readonly partition: Partition
  readonly model: ChatModel
  readonly embedder: Embedder | null
  readonly settings: Settings
  readonly epoch: Epoch
}

/** By whom an answer is written, and what in the settings chose them. */
interface Writers extends Pick<Place, 'model' | 'embedder'> {
  readonly choice: string
}

/** A look-up waits no longer for the question's vector: the search, which waits longer, takes up the same call. */
const EMBED_WAIT_MS = 1_000

/**
 * Answers of before where they fit, the pipeline inside where none does; what that writes whole is kept. Equal
 * questions at once are answered once.
 */
export class CachedPipeline implements AnswerPipeline {
  readonly #options: CachedPipelineOptions
  readonly #traces: TraceStore
  readonly #flights = new SingleFlight<AnswerEvent>()
  readonly #finished = new Emitter<{ readonly answer: Answer } | { readonly failed: ErrorCode }>()
  readonly onFinished = this.#finished.event
  readonly #answered = new Emitter<AnsweredLookup>()
  /** Once for each question that was looked up and is answered, just before its `done`; not in the background. */
  readonly onAnswered = this.#answered.event
  #lastWriters: Writers | null = null

  constructor(options: CachedPipelineOptions) {
    this.#options = options
    this.#traces = new TraceStore(options.database, options.clock, options.log)
  }

  async *answer(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent, void> {
    const { background = false } = request
    const asking = background ? null : this.#options.quiet.begin('question')
    let answer: Answer | null = null
    try {
      signal.throwIfAborted()
      for await (const event of this.#events(request, signal)) {
        if (event.type === 'done') answer = event.answer
        else yield event
      }
      if (!answer) throw new AppError('INTERNAL', { cause: new Error('The answer ended without its end') })
    } catch (error) {
      if (signal.aborted) throw new AppError('CANCELLED', { cause: error })
      const failure = toAppError(error)
      const isOver = !(request.mustWrite && isModelOutage(failure.code))
      if (isOver && !background) this.#finished.fire({ failed: failure.code })
      throw failure
    } finally {
      void asking?.dispose()
    }
    if (!background) this.#finished.fire({ answer })
    yield { type: 'done', answer }
  }

  #events(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent> {
    const { inner, cache } = this.#options
    const askedAt = this.#options.clock.monotonic()
    // Quotations are there as soon as they would be found again, and may have been chosen.
    const place = request.mustQuote ? null : this.#place(request)
    if (!place) return inner.answer(request, signal)
    const key = exactKey(request.question)
    const work = (until: AbortSignal) => this.#answer(request, place, askedAt, until)
    const { mustWrite = false, afresh = false, background = false } = request
    // Who asks the same as a background one does not join it: that one ends as soon as somebody asks.
    if (key === null || !cache.settings.enabled || background) return work(signal)
    const { version, round } = place.epoch
    const flight = JSON.stringify([place.partition.key, key, version, round, mustWrite, afresh])
    const isJoining = this.#flights.isUnderWay(flight)
    const events = this.#flights.run(flight, work, signal)
    // Nothing is looked up for who wants it afresh, and so nothing is counted.
    return isJoining && !afresh ? this.#counted(events, signal) : events
  }

  /** Of one who joins: looked up once for all of them, and a request like each. */
  async *#counted(
    events: AsyncIterable<AnswerEvent>,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void> {
    const { cache } = this.#options
    try {
      for await (const event of events) {
        if (event.type === 'done') cache.joined(event.answer.cachedFrom?.kind ?? null)
        yield event
      }
    } catch (error) {
      if (!signal.aborted) cache.joined(null)
      throw error
    }
  }

  async *#answer(
    request: AnswerRequest,
    place: Place,
    askedAt: number,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void> {
    const { clock, inner } = this.#options
    const found = request.afresh ? 'afresh' : await this.#lookUp(request, place, signal)
    const lookup = clock.monotonic() - askedAt
    if (found !== 'afresh' && found.kind !== 'miss') {
      yield* this.#hit(request, place, found, lookup)
      return
    }
    const recorder = new AnswerRecorder()
    const around = {
      ...{ askedAt, timings: { lookup }, settings: place.settings, trace: { cache: traceOf(found) } },
      onWritten: (from: AnswerRecorder['from']) => {
        recorder.from = from
      },
    }
    for await (const event of inner.answer(request, signal, around)) {
      recorder.take(event)
      if (event.type === 'done') {
        const vector = found === 'afresh' ? null : found.vector
        const isKept = await this.#keep(request, place, event.answer, recorder, vector, signal)
        if (request.background) request.onKept?.(isKept)
        if (found !== 'afresh') this.#tell(request, place, found, recorder.kept(event.answer))
      }
      yield event
    }
  }

  *#hit(request: AnswerRequest, place: Place, hit: Hit, ms: number): Generator<AnswerEvent, void> {
    yield* eventsOf(hit)
    const traceId = this.#traces.newId()
    const answer = answerOf(hit, ms, traceId)
    const { mode, model, timings, degradations } = answer
    const { question, collectionId, history, background } = request
    if (!background) {
      this.#traces.write(traceId, {
        ...{ question, collectionId, mode, model, timings, degradations, cache: traceOf(hit) },
        isFollowUp: history.length > 0,
      })
    }
    this.#tell(request, place, hit, null)
    yield { type: 'done', answer }
  }

  #tell(request: AnswerRequest, place: Place, found: Lookup, fresh: AnsweredLookup['fresh']): void {
    if (request.background) return
    const { question, collectionId, history, k = place.settings.k } = request
    this.#answered.fire({
      ...{ found, fresh, partition: place.partition, corpus: place.epoch.version },
      request: { question, collectionId, k },
      isFollowUp: history.length > 0,
    })
  }

  #lookUp(request: AnswerRequest, place: Place, signal: AbortSignal): Promise<Lookup> {
    const { question, background = false } = request
    const embed = (until: AbortSignal) => this.#embed(request, place, until)
    const { partition } = place
    return this.#options.cache.lookup({ question, partition, embed, background }, signal)
  }

  /** Before `done`: who asks again on that is answered from what was kept. False where nothing was. */
  async #keep(
    request: AnswerRequest,
    { partition, model, embedder, settings, epoch }: Place,
    written: Answer,
    recorder: AnswerRecorder,
    known: Float32Array | null,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { cache } = this.#options
    const answer = recorder.kept(written)
    const { from } = recorder
    if (!answer || !from || !cache.settings.enabled || answer.model !== model.name) return false
    const searched = searchedOf(from.search, from.retrieval)
    // A model that was exchanged meanwhile may have had a part in it.
    if (!searched || this.#place(request, settings)?.partition.key !== partition.key) return false
    const { question, background = false } = request
    const vector = known ?? (await this.#vector(request, { embedder }, signal))
    return cache.insert({ question, partition, vector, answer, searched, background }, epoch)
  }

  /** Null where it cannot be had: the answer is kept for exact hits then. Throws what `signal` was aborted with. */
  async #vector(
    request: AnswerRequest,
    place: Pick<Place, 'embedder'>,
    signal: AbortSignal,
  ): Promise<Float32Array | null> {
    try {
      return await this.#embed(request, place, signal)
    } catch (error) {
      if (signal.aborted) throw error
      return null
    }
  }

  /** Null where there is no embedder, or it would not read the question to its end. */
  async #embed(
    { question, background }: AnswerRequest,
    { embedder }: Pick<Place, 'embedder'>,
    signal: AbortSignal,
  ): Promise<Float32Array | null> {
    if (!embedder || withinTokens(question, embedder.maxTokens) !== question) return null
    const [vector] = await withDeadline(this.#options.clock, EMBED_WAIT_MS, signal, (limited) =>
      embedder.embed([question], limited, background ? 'background' : 'person'),
    )
    return vector ?? null
  }

  /** Null where no model would write the answer, and none did that is merely away. */
  #place(request: AnswerRequest, settings = this.#options.settings.values): Place | null {
    const writers = this.#writers(settings)
    if (!writers) return null
    const partition = partitionFor(request, writers.model, writers.embedder, settings)
    return { ...writers, partition, settings, epoch: this.#options.cache.epoch() }
  }

  /**
   * While the model is away, those of before: what it wrote is as right as it was, and more than quotations. Not where
   * another one was chosen since.
   */
  #writers({ backend, chatModel, embeddingModel }: Settings): Writers | null {
    const { models } = this.#options
    const choice = JSON.stringify([backend, chatModel, embeddingModel])
    const model = models.chatModel()
    if (model) this.#lastWriters = { model, embedder: models.embedder(), choice }
    return this.#lastWriters?.choice === choice ? this.#lastWriters : null
  }
}
