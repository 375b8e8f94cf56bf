import { onTestFinished } from 'vitest'
import { DisposableStore } from '../../../../src-main/base/disposable.ts'
import { QuietTime } from '../../../../src-main/base/quiet-time.ts'
import {
  answerSimilarity,
  ExperimentStore,
  exactKey,
  type Guard,
  SampledComparisons,
  SemanticCache,
  ThresholdExperiment,
} from '../../../../src-main/cache/index.ts'
import {
  type AnswerRequest,
  CachedPipeline,
  FreshAnswers,
  type InnerPipeline,
} from '../../../../src-main/chat/index.ts'
import { readConfig, SettingsStore } from '../../../../src-main/config/index.ts'
import type { ChatModel, Embedder } from '../../../../src-main/ollama/index.ts'
import type { Answer } from '../../../../src-shared/schemas/chat.ts'
import { scriptedChat } from '../../../fakes/scripted-models.ts'
import { silentLog } from '../../../fakes/silent-log.ts'
import { ask } from '../../chat/cached-pipeline-set-up.ts'
import { at, cacheWorld } from '../cache-set-up.ts'

/** What the model does with a question next: writes this, fails, or hangs until it is aborted. */
export type Reply = string | Error | 'hang'

/** Cache, experiment and pipeline, wired as caching.ts does; model, documents, guard and time are the test's. */
export async function experimentWorld(env: NodeJS.ProcessEnv = {}) {
  const base = cacheWorld()
  const { clock, documents } = base
  const log = silentLog().scope('test')
  const chat = scriptedChat([])
  let parts = new DisposableStore()
  const world = {
    ...{ clock, documents },
    /** Cosine of a question with every other one whose cosine is 1. */
    cosines: new Map<string, number>(),
    /** Replies in order; the last one is said for ever. */
    replies: new Map<string, Reply[]>(),
    /** What the model was asked for by nobody. */
    afresh: [] as string[],
    model: chat as ChatModel | null,
    /** Of answers; of a person's questions `cosines` says. */
    answerCosine: 1,
    get experiment() {
      return built.experiment
    },
    get cache() {
      return built.cache
    },
    get database() {
      return base.database
    },
    get settings() {
      return built.settings
    },
    get quiet() {
      return built.quiet
    },
    guardBy(guard: Guard): void {
      base.guard = guard
    },
    ask: async (question: string, more: Partial<AnswerRequest> = {}): Promise<Answer> =>
      (await ask(built.pipeline, question, more)).answer,
    /** Quiet times come and pass, until what can be compared was. */
    async quietly(ms = 5_000): Promise<void> {
      for (let step = 0; step < 4; step++) {
        clock.advance(ms / 4)
        await settled()
      }
    },
    /** Ends the process of before, as a clean exit does, and begins one on the same file. */
    async restart(): Promise<void> {
      await parts.dispose()
      base.reopen()
      parts = new DisposableStore()
      built = await build()
    },
  }

  const embedder: Embedder = {
    ...{ name: 'e', backend: 'engine', digest: 'e1', dimension: 2, maxTokens: 256 },
    embed: async (texts) =>
      texts.map((text, place) =>
        at(world.cosines.get(text) ?? (texts.length > 1 && place > 0 ? world.answerCosine : 1)),
      ),
  }

  const inner: InnerPipeline = {
    async *answer(request, signal, around) {
      const { question, background = false } = request
      if (background) world.afresh.push(question)
      const replies = world.replies.get(question) ?? []
      const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? `It is so: ${question}`
      if (reply === 'hang') await untilAborted(signal)
      if (reply instanceof Error) throw reply
      const search = { question, collectionId: null, k: 6, tokenBudget: 900 }
      const retrieval = await documents.retrieve(search)
      around?.onWritten({ search, retrieval, isWhole: true })
      yield { type: 'delta', text: String(reply) }
      yield {
        type: 'done',
        answer: {
          ...{ answer: String(reply), mode: 'generated', citations: [], cached: false, similarity: null },
          ...{ degradations: [], model: chat.name, timings: { total: 4_000 }, traceId: 't' },
        },
      }
    },
  }

  async function build() {
    const { database } = base
    const settings = new SettingsStore(database, readConfig(env))
    const quiet = parts.add(new QuietTime(clock))
    const models = { chatModel: () => world.model, embedder: () => embedder }
    const guard: Guard = (asked, cached) => base.guard(asked, cached)
    const experiment = parts.add(
      new ThresholdExperiment({
        ...{ settings, guard, exactKey, clock, log },
        store: new ExperimentStore(database),
      }),
    )
    const cache = parts.add(
      new SemanticCache({
        ...{ store: base.store, corpus: documents, retriever: documents, guard, exactKey, clock, log },
        settings: { enabled: true, threshold: 0.92, size: 100, ttl: 3_600, bytes: 1_000_000 },
        policy: experiment.policyFor(() => ({
          threshold: settings.values.cacheThreshold,
          isGuarded: true,
        })),
        observedFloor: () => experiment.observedFloor,
      }),
    )
    parts.add(cache.onLookedUp((observation) => experiment.observe(observation)))
    const pipeline = new CachedPipeline({
      ...{ inner, cache, models, settings, database, quiet, clock, log },
    })
    const fresh = new FreshAnswers({ inner, models, settings, clock })
    const comparisons = parts.add(
      new SampledComparisons({
        ...{ experiment, cache, corpus: documents, quiet, clock, log },
        answer: (request, partition, signal) => fresh.answer(request, partition, signal),
        similarity: (a, b, signal) => answerSimilarity(embedder, [a, b], signal),
      }),
    )
    parts.add(pipeline.onAnswered((answered) => comparisons.take(answered)))
    await cache.whenLoaded()
    return { settings, quiet, experiment, cache, pipeline }
  }

  let built = await build()
  onTestFinished(() => parts.dispose())
  return world
}

/** All that needs no time has been done. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}
