import type { AnswerMode, Degradation, Message, Timings } from '../../src-shared/schemas/chat.ts'
import { formatCount, formatDuration, plural } from '../ui/format.ts'
import type { StatusTone } from '../ui/status.tsx'
import type { Stage } from './live-answer.ts'

export interface AnswerNote {
  readonly key: string
  readonly tone: StatusTone
  readonly text: string
}

const degradationNotes: Readonly<Record<Exclude<Degradation, 'no_chat_model'>, Omit<AnswerNote, 'key'>>> = {
  chat_model_resting: {
    tone: 'warn',
    text: 'The chat model was not asked: it rests after failing too often',
  },
  chat_model_stopped: { tone: 'warn', text: 'The chat model was not asked: it was stopped by hand' },
  chat_model_unasked: { tone: 'info', text: 'The chat model was not asked: you chose quotations' },
  chat_model_busy: { tone: 'warn', text: 'The model server is busy: ask again in a moment' },
  chat_model_refused: {
    tone: 'warn',
    text: 'The model server refused the question: check the chat model in Settings',
  },
  chat_model_silent: { tone: 'warn', text: 'The chat model did not answer' },
  chat_model_failed: { tone: 'warn', text: 'The model stopped midway; what it wrote was taken back' },
  no_embedder: { tone: 'warn', text: 'Found by words alone: the embedding model did not answer' },
  no_vector_store: { tone: 'warn', text: 'Found by words alone: the vector store did not answer' },
  database_slow: { tone: 'warn', text: 'The database was slow to answer' },
  disk_full: { tone: 'warn', text: 'The disk was full: how this answer came about is not kept' },
  small_model: { tone: 'info', text: 'Written by a small model: check the sources' },
}

/** Of the chat model now. `out`: it is expected back. `none`: there is none, and none will come by itself. */
export type ModelNow = 'there' | 'out' | 'none'

const noModelNotes: Readonly<Record<ModelNow, string>> = {
  there: 'No chat model answered',
  out: 'No chat model answers right now: Diagnostics and Settings say why',
  none: 'No chat model answers: see Settings for written answers',
}

/**
 * What a reader must know before trusting an answer, most important first.
 *
 * @param unkept code of why it is not in the database yet; null: it is
 */
export function answerNotes(
  message: Pick<Message, 'mode' | 'degradations' | 'state'> & Partial<Pick<Message, 'error'>>,
  unkept: string | null = null,
  model: ModelNow = 'none',
): readonly AnswerNote[] {
  const notes: AnswerNote[] = []
  const mode = modeNote(message.mode)
  if (mode !== null) notes.push(mode)
  for (const key of message.degradations) notes.push({ key, ...degradationNote(key, message.mode, model) })
  if (message.state === 'stopped') {
    // An error says that it was not the person who stopped it.
    notes.push({ key: 'stopped', tone: 'off', text: message.error?.message ?? 'Stopped by you' })
  }
  if (unkept !== null) notes.push({ key: 'unkept', tone: 'warn', text: unkeptWords(unkept) })
  return notes
}

const unkeptReasons: Readonly<Record<string, string>> = {
  DISK_FULL: 'the disk is full',
  DATABASE_BUSY: 'the database is in use by another program',
}

const unkeptWords = (code: string): string =>
  `Not kept yet: ${unkeptReasons[code] ?? 'the database does not take it'}`

/** A small model's own words are shown only where the documents bear them out. */
function degradationNote(
  degradation: Degradation,
  mode: AnswerMode | null,
  model: ModelNow,
): Omit<AnswerNote, 'key'> {
  if (degradation === 'no_chat_model') return { tone: 'info', text: noModelNotes[model] }
  return degradation === 'small_model' && mode === 'extractive'
    ? { tone: 'info', text: 'What the small model wrote was not borne out by them, so it is not shown' }
    : degradationNotes[degradation]
}

function modeNote(mode: AnswerMode | null): AnswerNote | null {
  if (mode === 'extractive') {
    return { key: mode, tone: 'info', text: 'Quoted from your documents, word for word' }
  }
  if (mode === 'none') return { key: mode, tone: 'off', text: 'Nothing in your documents answers this' }
  return null
}

/**
 * What is going on while a person waits. `passages`: how many there are to search, null where unknown.
 * `sources`: how many were found so far; once there are some, the search is over, whatever stage was last told.
 */
export function stageWords(stage: Stage | null, passages: number | null, sources = 0): string {
  if (stage === 'searching' && sources > 0) return `Reading ${plural(sources, 'source')}…`
  switch (stage) {
    case null:
      return 'Asking…'
    case 'understanding':
      return 'Reading your question…'
    case 'searching':
      return passages === null ? 'Searching your documents…' : `Searching ${formatCount(passages)} passages…`
    case 'loading_model':
      return 'Loading the model…'
    case 'writing':
      return 'Writing…'
  }
}

/** Seconds of silence after which a person wonders. */
const LONG = 5

/** What becomes of a question on which the model is silent; null while that is no news. */
export function silenceWords(seconds: number | null, sources: number, inLine = false): string | null {
  if (seconds === null || seconds < LONG || sources === 0) return null
  const what = inLine ? 'it waits on in line' : 'your documents are quoted'
  return `No answer has come yet; if none comes, ${what}.`
}

const timingNames: readonly (readonly [keyof Timings, string])[] = [
  ['lookup', 'Look among earlier answers'],
  ['condense', 'Understand the question'],
  ['embed', 'Embed the question'],
  ['dense', 'Search by meaning'],
  ['lexical', 'Search by words'],
  ['fuse', 'Merge both'],
  ['prompt', 'Build the prompt'],
  ['firstToken', 'Until the first word'],
  ['generate', 'Write the answer'],
  ['total', 'All together'],
]

/** The stages that ran, in their order, in words. */
export function timingRows(
  timings: Timings,
): readonly { readonly key: string; readonly name: string; readonly value: string }[] {
  return timingNames.flatMap(([key, name]) => {
    const value = timings[key]
    return value === undefined ? [] : [{ key, name, value: formatDuration(value) }]
  })
}

/** Said once, to those who listen rather than look. */
export function announcement(message: Message, stage: Stage | null): string {
  const sources = plural(message.citations.length, 'source')
  if (message.state === 'streaming') {
    if (stage === 'writing' || stage === 'loading_model') return `${sources} found. Writing the answer.`
    return 'Searching your documents.'
  }
  if (message.state === 'waiting') return 'Your question waits for the chat model.'
  if (message.state === 'failed') return 'The answer failed.'
  if (message.state === 'stopped') return 'The answer was stopped.'
  return `The answer is ready, with ${sources}.`
}
