import type { ChatTurn } from '../ollama/index.ts'
import { contentWords, wordsOf } from '../retrieval/index.ts'

/** Words that stand for something said before. */
const pointers = new Set(
  'it its they them their theirs he him his she her hers that this those these there then one ones same former latter'.split(
    ' ',
  ),
)
/** Before "there" they make it a mere filler: "how many keys are there". */
const beforeFiller = new Set(['is', 'are', 'was', 'were', 'be', 'been'])
const openings =
  /^\s*(?:and|but|or|so|also|what about|how about|why not|why\??$|how come|which one|who else|what else|otherwise|more|go on|for)\b/i
/** A question with no more words that mean something hardly stands by itself. */
const FEW_WORDS = 2
/** But two of them do in a sentence that names its thing: "When are the quiet hours?" */
const namesItsThing = /^\s*(?:who|what|when|where|which|how)\s+(?:is|are|was|were)\s+the\s+\S+\s+\S+/i
/** How many earlier questions are looked back through. */
const MAX_BACK = 3
const MAX_NAMES = 4

/** Whether a question may lean on what was said before it. Rather yes than no: more context does little harm. */
export function leansOnConversation(question: string): boolean {
  if (openings.test(question)) return true
  const words = wordsOf(question).map(({ text }) => text)
  if (words.some((word, at) => pointers.has(word) && !isFiller(word, words[at - 1]))) return true
  const { length } = contentWords(question)
  return length < FEW_WORDS || (length === FEW_WORDS && !namesItsThing.test(question))
}

function isFiller(word: string, before: string | undefined): boolean {
  return word === 'there' && before !== undefined && beforeFiller.has(before)
}

/**
 * The question with what it leans on: the last question that stood by itself, those between, and names from
 * the last answer that no question had. Not a sentence for people, but all the words that a search needs;
 * deterministic and without a model. The question itself where it stands alone.
 */
export function withContext(question: string, history: readonly ChatTurn[]): string {
  if (history.length === 0 || !leansOnConversation(question)) return question
  const earlier: string[] = []
  for (const turn of history
    .filter(({ role }) => role === 'user')
    .reverse()
    .slice(0, MAX_BACK)) {
    earlier.unshift(turn.content.trim())
    if (!leansOnConversation(turn.content)) break
  }
  const asked = [...earlier, question].join(' ')
  const names = namesIn(history.findLast(({ role }) => role === 'assistant')?.content ?? '', asked)
  return names.length > 0 ? `${asked} (${names.join(', ')})` : asked
}

/** Capitalised words inside sentences, which English gives to names alone. */
function namesIn(answer: string, known: string): string[] {
  const knownStems = new Set(wordsOf(known).map(({ stem }) => stem))
  const found = new Map<string, string>()
  for (const [name] of answer.matchAll(/(?<=[\p{Ll},;:)]\s)\p{Lu}[\p{L}\p{M}'’-]+/gu)) {
    const stem = wordsOf(name)[0]?.stem
    if (stem && !knownStems.has(stem)) found.set(stem, name)
  }
  return [...found.values()].slice(0, MAX_NAMES)
}
