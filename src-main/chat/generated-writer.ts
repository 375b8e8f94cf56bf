import type { AnswerEvent, Citation } from '../../src-shared/schemas/chat.ts'
import type { ChatChunk, ChatModel } from '../ollama/index.ts'
import { estimateTokens, type Passage } from '../retrieval/index.ts'
import { ChatMeter } from './chat-meter.ts'
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

const ANSWER_TOKENS = 1_024
/** Of rules, names of passages and earlier turns. */
const PROMPT_OVERHEAD_TOKENS = 900
const MAX_PASSAGE_TOKENS = 6_000
/** Of passages where quotations are all there will be. */
const QUOTED_PASSAGE_TOKENS = 1_400
/** Tokens of chat models to one of the embedder's, by which chunks are counted. */
const TOKENS_PER_TOKEN = 1.3
/** Below this a statement of an answer without markers counts as the model's own words. */
const MIN_SUPPORT = 0.5

/** Streams what a capable model writes from the passages; null where that is nothing. Throws what its server throws. */
export async function* writeGenerated(
  grounds: Grounds,
  options: GenerationOptions,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, Written | null> {
  const { model } = options
  const passages = first(grounds.passages, passageBudget(model, grounds.question) * TOKENS_PER_TOKEN)
  const meter = new ChatMeter(chatWith(grounds, passages, options, signal), options.monotonic)
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
    isCutOff: meter.cutOff,
    notes: { ...meter.notes, prompted: passages.length, named: markers.named },
  }
}

function chatWith(
  { question, history }: Grounds,
  passages: readonly Passage[],
  { model, instructions, temperature }: GenerationOptions,
  signal: AbortSignal,
): AsyncIterable<ChatChunk> {
  const messages = promptFor({ instructions, question, passages, history })
  const { contextTokens } = model
  return model.chat({ messages, temperature, maxTokens: answerTokens(model), contextTokens }, signal)
}

/** Tokens of passages that fit beside question, rules, history and answer; as the embedder counts them. */
export function passageBudget(model: ChatModel | null, question: string): number {
  if (!model || model.small) return QUOTED_PASSAGE_TOKENS
  const room = model.contextTokens - answerTokens(model) - PROMPT_OVERHEAD_TOKENS - estimateTokens(question)
  return Math.max(300, Math.min(MAX_PASSAGE_TOKENS, Math.floor(room / TOKENS_PER_TOKEN)))
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
    const grounding = new Grounding(passages)
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
