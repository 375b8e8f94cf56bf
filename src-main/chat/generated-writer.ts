import type { AnswerEvent, Citation } from '../../src-shared/schemas/chat.ts'
import type { ChatChunk, ChatModel } from '../ollama/index.ts'
import { estimateTokens, type Passage } from '../retrieval/index.ts'
import { ChatMeter } from './chat-meter.ts'
import { CheckedSentences } from './checked-sentences.ts'
import { CitationMarkers } from './citation-markers.ts'
import { citationFor, sourcesOf } from './citations.ts'
import { Grounding } from './grounding.ts'
import type { Grounds, Written } from './grounds.ts'
import { NOT_FOUND_SENTENCE, promptFor } from './prompt.ts'
import { sentencesOf } from './sentences.ts'

export interface GenerationOptions {
  readonly model: ChatModel
  readonly instructions: string
  readonly temperature: number
  readonly monotonic: () => number
}

/** Of a small model's context; more passages cost seconds before the first word and only confuse it. */
const SMALL_PROMPT_TOKENS = 700
const SMALL_ANSWER_TOKENS = 160
const ANSWER_TOKENS = 1_024
/** Below this a statement of an answer without markers counts as the model's own words. */
const MIN_SUPPORT = 0.5

/** Null: what came is not fit to be shown; nothing was streamed then. */
export type Generated = Written | null

/** Streams what the model writes from the passages. Throws what its server throws. */
export function writeGenerated(
  grounds: Grounds,
  options: GenerationOptions,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, Generated> {
  return options.model.small ? writeSmall(grounds, options, signal) : writeFull(grounds, options, signal)
}

async function* writeSmall(
  grounds: Grounds,
  options: GenerationOptions,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, Generated> {
  const passages = first(grounds.passages, SMALL_PROMPT_TOKENS)
  const chat = chatWith(grounds, passages, options, SMALL_ANSWER_TOKENS, signal)
  const meter = new ChatMeter(chat, options.monotonic)
  const checked = new CheckedSentences(new Grounding(grounds.searched, passages), passages.length)
  const statements = new Map<number, string>()
  let text = ''
  for await (const chunk of meter.chunks()) {
    yield* meter.stages()
    const sentences = chunk.type === 'text' ? checked.push(chunk.text) : checked.finish()
    for (const { n, statement } of sentences) {
      statements.set(n, `${statements.get(n) ?? ''} ${statement}`)
      const piece = `${text === '' ? '' : ' '}${statement} [${n}]`
      text += piece
      yield { type: 'delta', text: piece }
    }
    if (checked.ended) break
  }
  const notes = { ...meter.notes, prompted: passages.length, ended: checked.ended }
  if (text === '') return null
  return {
    ...{ text, notes, mode: 'generated', model: options.model.name, degradations: ['small_model'] },
    citations: cited(statements, grounds),
  }
}

async function* writeFull(
  grounds: Grounds,
  options: GenerationOptions,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, Generated> {
  const { model } = options
  const passages = first(grounds.passages, passageBudget(model, grounds.question) * 1.3)
  const meter = new ChatMeter(
    chatWith(grounds, passages, options, answerTokens(model), signal),
    options.monotonic,
  )
  const markers = new CitationMarkers(passages.length)
  let text = ''
  for await (const chunk of meter.chunks()) {
    yield* meter.stages()
    const piece = chunk.type === 'text' ? markers.push(chunk.text) : ''
    if (piece === '') continue
    text += piece
    yield { type: 'delta', text: piece }
  }
  const rest = `${markers.finish().trimEnd()}${meter.cutOff ? ' …' : ''}`
  if (rest !== '') yield { type: 'delta', text: rest }
  text += rest
  if (text.trim() === '') return null
  const notFound =
    text.trim().startsWith(NOT_FOUND_SENTENCE) && text.trim().length < NOT_FOUND_SENTENCE.length + 20
  return {
    text,
    mode: notFound ? 'none' : 'generated',
    citations: notFound ? [] : citationsIn(text, grounds, passages),
    model: model.name,
    degradations: [],
    notes: { ...meter.notes, prompted: passages.length, named: markers.named },
  }
}

function chatWith(
  grounds: Grounds,
  passages: readonly Passage[],
  { model, instructions, temperature }: GenerationOptions,
  maxTokens: number,
  signal: AbortSignal,
): AsyncIterable<ChatChunk> {
  const { small, contextTokens } = model
  const question = small ? grounds.searched : grounds.question
  const messages = promptFor({ small, instructions, question, passages, history: grounds.history })
  return model.chat({ messages, temperature: small ? 0 : temperature, maxTokens, contextTokens }, signal)
}

/** Tokens of passages that fit beside question, rules, history and answer. */
export function passageBudget(model: ChatModel | null, question: string): number {
  if (!model || model.small) return SMALL_PROMPT_TOKENS * 2
  const room = model.contextTokens - answerTokens(model) - 900 - estimateTokens(question)
  return Math.max(300, Math.min(6_000, Math.floor(room / 1.3)))
}

function answerTokens({ contextTokens }: ChatModel): number {
  return Math.min(ANSWER_TOKENS, Math.floor(contextTokens / 4))
}

/** The first passages that fit; at least one. */
function first(passages: readonly Passage[], tokens: number): Passage[] {
  let left = tokens
  return passages.filter((passage, at) => {
    left -= estimateTokens(passage.text)
    return at === 0 || left >= 0
  })
}

/** By the markers in the text, or, where it names none, by where its sentences come from. */
function citationsIn(text: string, grounds: Grounds, passages: readonly Passage[]): Citation[] {
  const statements = new Map<number, string>()
  const add = (n: number, sentence: string) => statements.set(n, `${statements.get(n) ?? ''} ${sentence}`)
  const sentences = sentencesOf(text)
  for (const { text: sentence } of sentences) {
    for (const [, n] of sentence.matchAll(/\[(\d+)\]/g)) add(Number(n), sentence)
  }
  if (statements.size === 0) {
    const grounding = new Grounding(grounds.searched, passages)
    for (const { text: sentence } of sentences) {
      const support = grounding.supportOf(sentence)
      if (support && support.share >= MIN_SUPPORT) add(support.n, sentence)
    }
  }
  return statements.size > 0 ? cited(statements, grounds) : sourcesOf(grounds)
}

/** Best first: in the order of the passages, which is that of relevance. */
function cited(statements: ReadonlyMap<number, string>, grounds: Grounds): Citation[] {
  return [...statements].sort(([a], [b]) => a - b).flatMap(([n, text]) => citationFor(n, grounds, text) ?? [])
}
