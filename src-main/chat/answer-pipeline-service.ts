import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Answer, AnswerEvent, Degradation, Timings } from '../../src-shared/schemas/chat.ts'
import type { Backend } from '../../src-shared/schemas/models.ts'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import { AppError, isAbort, toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { ChatModel, Models } from '../ollama/index.ts'
import type { Retrieval, RetrievalRequest, Retriever } from '../retrieval/index.ts'
import type { Database } from '../storage/index.ts'
import type { AnswerPipeline, AnswerRequest, Around, InnerPipeline } from './answer-pipeline.ts'
import { answerTexts } from './answer-texts.ts'
import { sourcesOf } from './citations.ts'
import { condense } from './condense.ts'
import { ExtractiveWriter } from './extractive-writer.ts'
import { passageBudget, writeGenerated } from './generated-writer.ts'
import type { Grounds, Written } from './grounds.ts'
import { isModelOutage } from './model-availability.ts'
import { degradationOf } from './model-degradation.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { SmallModelWriter } from './small-model-writer.ts'
import { StageTimer } from './stage-timer.ts'
import { TraceStore } from './trace-store.ts'

export interface AnswerPipelineOptions {
  readonly retriever: Retriever
  readonly models: Pick<Models, 'chatModel' | 'embedder'>
  /** Whether nothing speaks against asking a chat model of that server for a mere help: its breaker is closed. */
  readonly isSound: (backend: Backend) => boolean
  readonly settings: { readonly values: Settings }
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
}

interface Understood {
  readonly searched: string
  /** Why the chat model did not rewrite it though it was asked to. */
  readonly rewriting: AppError | null
}

interface Writing extends Pick<Understood, 'rewriting'> {
  /** Null: it is not asked; `unasked` says why. */
  readonly model: ChatModel | null
  readonly unasked: Degradation
  readonly settings: Settings
  readonly mustWrite: boolean
}

/** Each question goes understand → retrieve → write → trace. Holds nothing between questions. */
export class AnswerPipelineService implements AnswerPipeline, InnerPipeline {
  readonly #options: AnswerPipelineOptions
  readonly #extractive: ExtractiveWriter
  readonly #smallModel: SmallModelWriter
  readonly #traces: TraceStore
  readonly #finished = new Emitter<{ readonly answer: Answer } | { readonly failed: ErrorCode }>()
  readonly onFinished = this.#finished.event

  constructor(options: AnswerPipelineOptions) {
    this.#options = options
    this.#extractive = new ExtractiveWriter(options)
    this.#smallModel = new SmallModelWriter(this.#extractive)
    this.#traces = new TraceStore(options.database, options.clock, options.log)
  }

  async *answer(
    request: AnswerRequest,
    signal: AbortSignal,
    around?: Around,
  ): AsyncGenerator<AnswerEvent, void> {
    let answer: Answer
    try {
      signal.throwIfAborted()
      answer = yield* this.#answer(request, signal, around)
    } catch (error) {
      if (signal.aborted) throw new AppError('CANCELLED', { cause: error })
      const failure = toAppError(error)
      // One that waits for the model is no failed question: it is asked again.
      if (request.mustWrite && isModelOutage(failure.code)) throw failure
      if (!request.background) this.#failed(request, failure)
      throw failure
    }
    if (!request.background) this.#finished.fire({ answer })
    yield { type: 'done', answer }
  }

  /** The id tells it apart: what became of no message is found by it again. */
  #failed({ question, collectionId, history }: AnswerRequest, failure: AppError): void {
    const { code } = failure
    const isFollowUp = history.length > 0
    this.#options.log.error({ code, err: failure }, 'question failed')
    this.#traces.write(this.#traces.newId('failed'), {
      ...{ question, collectionId, isFollowUp, mode: 'failed', failure: code },
    })
    this.#finished.fire({ failed: code })
  }

  async *#answer(
    request: AnswerRequest,
    signal: AbortSignal,
    around?: Around,
  ): AsyncGenerator<AnswerEvent, Answer> {
    const { clock, models, retriever } = this.#options
    const settings = around?.settings ?? this.#options.settings.values
    const timer = new StageTimer(clock, around?.askedAt)
    timer.add(around?.timings ?? {})
    const selected = chatModelFor(request, models)
    if (request.mustWrite && !selected) throw new AppError('MODEL_UNAVAILABLE')
    const model = request.mustQuote ? null : selected
    const unasked: Degradation = selected ? 'chat_model_unasked' : 'no_chat_model'

    const { searched, rewriting } = yield* this.#understand(request, model, timer, signal)
    yield { type: 'stage', stage: 'searching' }
    const search: RetrievalRequest = {
      question: searched,
      collectionId: request.collectionId,
      k: request.k ?? settings.k,
      tokenBudget: passageBudget(model, searched),
    }
    const retrieval = await retriever.retrieve(search, signal, request.background ? 'background' : 'person')
    timer.add(retrieval.timings)

    const grounds = groundsOf(request, searched, retrieval)
    const written = yield* timer.watching(
      retrieval.evidence.verdict === 'none'
        ? this.#writeNothing(request.collectionId)
        : this.#write(
            grounds,
            { model, unasked, settings, mustWrite: request.mustWrite ?? false, rewriting },
            signal,
          ),
    )
    around?.onWritten({ search, retrieval, isWhole: written.isCutOff !== true })
    return this.#finish(request, grounds, retrieval, written, timer, around?.trace ?? {})
  }

  async *#understand(
    { question, history }: AnswerRequest,
    model: ChatModel | null,
    timer: StageTimer,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, Understood> {
    if (history.length === 0) return { searched: question, rewriting: null }
    yield { type: 'stage', stage: 'understanding' }
    // A model that is only probed gives its answer as the probe: this call would take its place, and its time.
    const rewriter = model && this.#options.isSound(model.backend) ? model : null
    const { text: searched, failure } = await timer.time('condense', () =>
      condense(question, history, { ...this.#options, model: rewriter }, signal),
    )
    if (searched !== question) yield { type: 'condensed', question: searched }
    return { searched, rewriting: failure }
  }

  /** The model where there is one, quotations where there is none, it fails, or what it says cannot be shown. */
  async *#write(
    grounds: Grounds,
    { model, unasked, settings, mustWrite, rewriting }: Writing,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, Written> {
    yield { type: 'sources', citations: sourcesOf(grounds) }
    if (!model) return yield* this.#extractive.write(grounds, [unasked], signal)
    let hasBegun = false
    try {
      const writing = this.#writeBy(model, grounds, settings, signal)
      for (;;) {
        const { value, done } = await writing.next()
        if (done) return value
        hasBegun ||= value.type === 'delta'
        yield value
      }
    } catch (error) {
      if (signal.aborted || isAbort(error)) throw error
      const failure = toAppError(error)
      if (mustWrite && isModelOutage(failure.code)) throw failure
      const reason = hasBegun ? 'chat_model_failed' : degradationOf(failure, rewriting)
      this.#options.log.warn({ code: failure.code, model: model.name, reason }, 'quoting instead')
      if (hasBegun) yield { type: 'restart', reason }
      const written = yield* this.#extractive.write(grounds, [reason], signal)
      return { ...written, notes: { ...written.notes, failure: failure.code, protection: failure.data } }
    }
  }

  async *#writeBy(
    model: ChatModel,
    grounds: Grounds,
    { instructions, temperature }: Settings,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, Written> {
    const { clock } = this.#options
    if (model.small) return yield* this.#smallModel.write(grounds, { model, instructions, clock }, signal)
    const monotonic = () => clock.monotonic()
    const written = yield* writeGenerated(grounds, { model, instructions, temperature, monotonic }, signal)
    return written ?? (yield* this.#extractive.write(grounds, ['chat_model_silent'], signal))
  }

  async *#writeNothing(collectionId: string | null): AsyncGenerator<AnswerEvent, Written> {
    yield { type: 'sources', citations: [] }
    const text = this.#hasDocuments(collectionId) ? answerTexts.nothing : answerTexts.noDocuments
    yield { type: 'delta', text }
    return { text, mode: 'none', citations: [], model: null, degradations: [], notes: {} }
  }

  #hasDocuments(collectionId: string | null): boolean {
    const found = this.#options.database
      .prepare(
        `SELECT 1 FROM document d JOIN chunk c ON c.document_id = d.id AND c.revision = d.revision
         WHERE ? IS NULL OR d.collection_id = ? LIMIT 1`,
      )
      .get(collectionId, collectionId)
    return found !== undefined
  }

  #finish(
    request: AnswerRequest,
    grounds: Grounds,
    { dense, denseFailure, evidence, considered }: Retrieval,
    written: Written,
    timer: StageTimer,
    before: Readonly<Record<string, unknown>>,
  ): Answer {
    const { text, mode, citations, model } = written
    const degradations: Degradation[] = [...written.degradations]
    if (dense === 'no_embedder' || dense === 'no_vector_store') degradations.push(dense)
    const timings: Timings = timer.total()
    const traceId = this.#traces.newId()
    const cited = citations.map(({ n, documentId, start, end }) => ({ n, documentId, start, end }))
    const trace = {
      ...before,
      question: request.question,
      searched: grounds.searched,
      collectionId: request.collectionId,
      isFollowUp: request.history.length > 0,
      ...{ mode, model, promptVersion: PROMPT_VERSION, degradations, dense, denseFailure, evidence, timings },
      ...{ considered, cited, notes: written.notes },
    }
    const unkept = request.background ? null : this.#traces.write(traceId, trace)
    degradations.push(...troublesOfKeeping(unkept, timings))
    return {
      ...{ answer: text, mode, citations, model, degradations, timings, traceId },
      cached: false,
      similarity: null,
    }
  }
}

/** Full-text search takes milliseconds; one that takes this long waited for the database. */
const SLOW_SEARCH_MS = 2_000

function troublesOfKeeping(unkept: ErrorCode | null, { lexical = 0 }: Timings): Degradation[] {
  const isSlow = unkept === 'DATABASE_BUSY' || lexical > SLOW_SEARCH_MS
  return [
    ...(isSlow ? ['database_slow' as const] : []),
    ...(unkept === 'DISK_FULL' ? ['disk_full' as const] : []),
  ]
}

/** A background answer's calls let those of a person go first. */
function chatModelFor({ background }: AnswerRequest, models: Pick<Models, 'chatModel'>): ChatModel | null {
  const model = models.chatModel()
  if (!model || !background) return model
  return { ...model, chat: (call, signal) => model.chat({ ...call, priority: 'background' }, signal) }
}

function groundsOf(
  request: AnswerRequest,
  searched: string,
  { passages, evidence, dense }: Retrieval,
): Grounds {
  return {
    ...{ question: request.question, history: request.history, searched, passages },
    words: evidence.words,
    doubtful: evidence.verdict === 'doubtful',
    withoutEmbedder: dense === 'no_embedder',
  }
}
