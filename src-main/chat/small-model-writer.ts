import type { AnswerEvent } from '../../src-shared/schemas/chat.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { ChatModel } from '../ollama/index.ts'
import { ChatMeter } from './chat-meter.ts'
import { CitationMarkers } from './citation-markers.ts'
import type { Extract } from './extractive-answer.ts'
import { citationsOf, type ExtractiveWriter, quotationsOf } from './extractive-writer.ts'
import type { Grounds, Written } from './grounds.ts'
import { isHeld } from './lead-check.ts'
import { leadPrompt } from './lead-prompt.ts'
import { neutralised } from './passage-fence.ts'
import { SentenceStream } from './sentence-stream.ts'

export interface SmallModelOptions {
  readonly model: ChatModel
  readonly instructions: string
  readonly clock: Clock
}

const LEAD_TOKENS = 60
/** With loading. The quotations are there; they wait no longer for a sentence above them. */
const LEAD_DEADLINE_MS = 15_000
const preface = /^(?:the answer is:?|answer:|according to the text,?)\s*/i

/**
 * The answer where the model has less than a billion parameters: quotations, and above them one sentence of the
 * model's where it can be shown to say what the first quotation says. Left to read three passages by itself,
 * SmolLM2-135M got none of 17 questions of the sample handbook right, in 5 s each; the quotations hold 7 of 10
 * facts (test/bench/answer-quality.ts).
 */
export class SmallModelWriter {
  readonly #extractive: ExtractiveWriter

  constructor(extractive: ExtractiveWriter) {
    this.#extractive = extractive
  }

  async *write(
    grounds: Grounds,
    options: SmallModelOptions,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, Written> {
    const extracts = await this.#extractive.extracts(grounds, signal)
    const citations = citationsOf(extracts)
    const { lead, notes } = yield* leadOver(grounds, extracts, options, signal)
    yield { type: 'sources', citations }
    if (lead !== null) yield { type: 'delta', text: lead }
    const quotations = `${lead === null ? '' : '\n\n'}${quotationsOf(grounds, extracts)}`
    yield { type: 'delta', text: quotations }
    return {
      text: `${lead ?? ''}${quotations}`,
      mode: lead === null ? 'extractive' : 'generated',
      citations,
      model: lead === null ? null : options.model.name,
      degradations: ['small_model'],
      notes: { ...notes, quotes: extracts.length },
    }
  }
}

interface Lead {
  /** With its marker; null where the model's sentence is not to be shown. */
  readonly lead: string | null
  readonly notes: Readonly<Record<string, unknown>>
}

async function* leadOver(
  grounds: Grounds,
  [best]: readonly Extract[],
  { model, instructions, clock }: SmallModelOptions,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, Lead> {
  // The nearest passages to a question that they do not answer would only lead it to invent.
  if (!best || grounds.doubtful) return { lead: null, notes: { lead: 'not asked' } }
  const limit = new AbortController()
  const timer = clock.after(LEAD_DEADLINE_MS, () => limit.abort(new AppError('DEADLINE_TOTAL')))
  const messages = leadPrompt(neutralised(best.focus.reading), grounds.searched, instructions)
  const meter = new ChatMeter(
    model.chat(
      {
        messages,
        temperature: 0,
        maxTokens: LEAD_TOKENS,
        contextTokens: model.contextTokens,
        stop: ['\n'],
        enough: (text) => wholeSentence(text) !== null,
      },
      AbortSignal.any([signal, limit.signal]),
    ),
    () => clock.monotonic(),
  )
  try {
    const sentence = yield* firstSentence(meter)
    const shown = isHeld(sentence, best.focus.quote, grounds.searched, grounds.words)
    const notes = { ...meter.notes, lead: shown ? 'shown' : 'withheld' }
    return { lead: shown ? `${sentence} [1]` : null, notes }
  } catch (error) {
    if (signal.aborted || !limit.signal.aborted) throw error
    return { lead: null, notes: { ...meter.notes, lead: 'too late' } }
  } finally {
    void timer.dispose()
  }
}

/** Without a preface and markers. */
async function* firstSentence(meter: ChatMeter): AsyncGenerator<AnswerEvent, string> {
  let text = ''
  // To its end: an answer that is left instead would tell the breaker nothing.
  for await (const chunk of meter.chunks()) {
    yield* meter.stages()
    if (chunk.type === 'text') text += chunk.text
  }
  const markers = new CitationMarkers(0)
  const raw = (wholeSentence(text) ?? text.replaceAll('\n', ' ')).trim().replace(preface, '')
  return (markers.push(raw) + markers.finish()).trim()
}

/** The first sentence, once another has begun after it; null before. */
function wholeSentence(text: string): string | null {
  return new SentenceStream().push(text.replaceAll('\n', ' '))[0] ?? null
}
