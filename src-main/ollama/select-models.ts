import type { BackendChoice, InstalledModel } from '../../src-shared/schemas/models.ts'
import { isNamed } from './model-name.ts'

export interface Found {
  readonly choice: BackendChoice
  /** The models that the person named; null for the best. */
  readonly chatModel: string | null
  readonly embeddingModel: string | null
  /** Null: it does not answer. */
  readonly ollama: readonly InstalledModel[] | null
  readonly engine: readonly InstalledModel[] | null
  /** Bytes of the machine's memory. */
  readonly memory: number
}

export interface Selected {
  readonly chat: InstalledModel | null
  readonly embedder: InstalledModel | null
  /** Why each is missing, or not the one that was asked for. */
  readonly reasons: { readonly chat: string | null; readonly embedder: string | null }
  /** Both in one. */
  readonly reason: string | null
  /** One is missing because what has it did not answer. */
  readonly isServerSilent: boolean
}

/** A role without its model: why, and whether because of a server that did not answer. */
interface Gap {
  readonly reason: string
  readonly isSilent: boolean
}

/**
 * Which models are used, from what is there.
 *
 * - `auto`: each role from Ollama where it has a model for it, else from the engine; but see the embedder.
 * - `ollama`, `engine`: from there only. Where Ollama answers and has no embedding model, the engine's is used:
 *   it runs on this machine too.
 * - A chat model that was asked for and is not there is replaced by the best, which is said.
 * - An embedder that was asked for and is not there is not replaced: every document would be embedded again.
 * - For the same reason `auto` takes the engine's embedder first: it is always there, so that starting or stopping
 *   Ollama never changes the vectors of a library. A person who wants Ollama's names it.
 */
export function selectModels(found: Found): Selected {
  const { model: chat, gap: chatGap } = selectChat(found)
  const { model: embedder, gap: embedderGap } = selectEmbedder(found)
  const reasons = { chat: chatGap?.reason ?? null, embedder: embedderGap?.reason ?? null }
  const neither = chat || embedder ? null : silence(found, 'neither a chat model nor an embedding model')
  return {
    ...{ chat, embedder, reasons },
    reason: neither ?? joined(reasons),
    isServerSilent: (chatGap?.isSilent ?? false) || (embedderGap?.isSilent ?? false),
  }
}

/** What is to be said of both, null where that is nothing. */
export const joined = ({ chat, embedder }: Selected['reasons']): string | null =>
  [chat, embedder].filter(Boolean).join(' ') || null

/** Whether `selectModels` could take anything from the engine; where not, it need not be started. */
export function needsEngine(
  found: Pick<Found, 'choice' | 'chatModel' | 'embeddingModel' | 'ollama'>,
): boolean {
  const { choice, chatModel, embeddingModel, ollama } = found
  const has = (kind: InstalledModel['kind'], name: string | null) =>
    ollama?.some((model) => model.kind === kind && (name === null || isNamed(model, name))) ?? false
  if (choice === 'engine') return true
  if (choice === 'ollama') return ollama !== null && !has('embedding', null)
  return !has('chat', chatModel) || embeddingModel === null || !has('embedding', embeddingModel)
}

interface Choice {
  readonly model: InstalledModel | null
  readonly gap: Gap | null
}

function selectChat(found: Found): Choice {
  const servers = serversInOrder(found, ['ollama', 'engine'])
  const models = servers.flat().filter(({ kind }) => kind === 'chat')
  const named = found.chatModel && models.find((model) => isNamed(model, found.chatModel))
  if (named) return { model: named, gap: null }
  const first = servers
    .map((each) => each.filter(({ kind }) => kind === 'chat'))
    .find(({ length }) => length > 0)
  const best = first ? bestChat(first, found.memory) : null
  if (!best) return { model: null, gap: whyNone(found, 'chat', found.chatModel) }
  const reason = found.chatModel && `${found.chatModel} is not there; ${best.name} answers instead.`
  return { model: best, gap: reason ? { reason, isSilent: false } : null }
}

function selectEmbedder(found: Found): Choice {
  const order = found.choice === 'ollama' ? (['ollama', 'engine'] as const) : (['engine', 'ollama'] as const)
  const models = serversInOrder(found, order, true)
    .flat()
    .filter(({ kind }) => kind === 'embedding')
  const chosen = found.embeddingModel
    ? models.find((model) => isNamed(model, found.embeddingModel))
    : models[0]
  return chosen
    ? { model: chosen, gap: null }
    : { model: null, gap: whyNone(found, 'embedding', found.embeddingModel) }
}

function serversInOrder(
  found: Found,
  order: readonly ('ollama' | 'engine')[],
  forEmbedding = false,
): readonly (readonly InstalledModel[])[] {
  const allowed = order.filter(
    (name) =>
      found.choice === 'auto' ||
      found.choice === name ||
      (forEmbedding && name === 'engine' && found.ollama !== null),
  )
  return allowed.map((name) => found[name]).filter((models) => models !== null)
}

/**
 * The largest one whose file takes no more than half of the memory, which leaves room for its context and for
 * everything else; the smallest where none does. Models that only continue text are last.
 */
function bestChat(models: readonly InstalledModel[], memory: number): InstalledModel | null {
  const talking = models.filter(({ name }) => !/[-:_](base|text)\b/i.test(name))
  const bySize = [...(talking.length > 0 ? talking : models)].sort((a, b) => b.size - a.size)
  return bySize.find(({ size }) => size <= memory / 2) ?? bySize.at(-1) ?? null
}

function whyNone(found: Found, kind: InstalledModel['kind'], name: string | null): Gap {
  const what = kind === 'chat' ? 'chat model' : 'embedding model'
  const silent = silence(found, `no ${what}`)
  if (silent) return { reason: silent, isSilent: true }
  return { reason: name ? `The ${what} ${name} is not there.` : `No ${what} is installed.`, isSilent: false }
}

/** @param lack what there is not because of it  @returns null where every server that could have it answered */
function silence({ choice, ollama, engine }: Found, lack: string): string | null {
  if (choice === 'ollama') return ollama ? null : `Ollama does not answer, so there is ${lack}.`
  if (engine) return null
  if (choice === 'engine') return `The built-in engine is down, so there is ${lack}.`
  return ollama
    ? `The built-in engine does not answer and Ollama has none, so there is ${lack}.`
    : `Neither Ollama nor the built-in engine answers, so there is ${lack}.`
}
