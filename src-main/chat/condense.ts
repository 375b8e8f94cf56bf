import { limits } from '../../src-shared/schemas/limits.ts'
import { type AppError, toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Logger } from '../base/logger.ts'
import type { ChatModel, ChatTurn } from '../ollama/index.ts'
import { withinTokens } from '../retrieval/index.ts'
import { leansOnConversation, withContext } from './follow-up.ts'

export interface CondenseOptions {
  readonly model: ChatModel | null
  readonly clock: Clock
  readonly log: Logger
}

const DEADLINE_MS = 15_000
const MAX_TOKENS = 96
const TURNS = 6

const order =
  'Rewrite the last question so that it can be understood without the conversation: put in the names and facts that it refers to. Write the question alone, in its own language. Do not answer it.'

export interface Condensed {
  readonly text: string
  /** Of the model that was asked to rewrite it; null: it did, or was not asked. */
  readonly failure: AppError | null
}

/**
 * The question as it can be understood, and searched for, alone. A capable model rewrites it; without one, or
 * when that fails, the words that it leans on are added by rule. The same question where it stands alone.
 */
export async function condense(
  question: string,
  history: readonly ChatTurn[],
  { model, clock, log }: CondenseOptions,
  signal: AbortSignal,
): Promise<Condensed> {
  if (history.length === 0 || !leansOnConversation(question)) return { text: question, failure: null }
  let failure: AppError | null = null
  if (model && !model.small) {
    try {
      const rewritten = await withDeadline(clock, DEADLINE_MS, signal, (limited) =>
        rewrite(model, question, history, limited),
      )
      if (rewritten !== null) return { text: rewritten, failure: null }
    } catch (error) {
      if (signal.aborted) throw error
      const failed = toAppError(error)
      const isAsked = failed.code !== 'CIRCUIT_OPEN'
      if (isAsked) failure = failed
      log[isAsked ? 'warn' : 'debug']({ err: error }, 'question not rewritten; its context was added by rule')
    }
  }
  return { text: withContext(question, history).slice(-limits.question), failure }
}

async function rewrite(
  model: ChatModel,
  question: string,
  history: readonly ChatTurn[],
  signal: AbortSignal,
): Promise<string | null> {
  const said = history
    .slice(-TURNS)
    .map(({ role, content }) => `${role === 'user' ? 'Person' : 'Assistant'}: ${withinTokens(content, 150)}`)
    .join('\n')
  let text = ''
  const messages: ChatTurn[] = [
    { role: 'system', content: order },
    { role: 'user', content: `${said}\n\nLast question: ${question}` },
  ]
  for await (const chunk of model.chat({ messages, temperature: 0, maxTokens: MAX_TOKENS }, signal)) {
    if (chunk.type === 'text') text += chunk.text
  }
  return asQuestion(text)
}

/** Models preface and quote; what is not one line of a question's length is not taken. */
function asQuestion(text: string): string | null {
  const line = text
    .replace(/<think>[\s\S]*?<\/think>/g, '')
    .trim()
    .replace(/^(?:rewritten |last )?question:\s*/i, '')
    .replace(/^["“](.*)["”]$/s, '$1')
    .trim()
  return line.length >= 3 && line.length <= 500 && !line.includes('\n') ? line : null
}
