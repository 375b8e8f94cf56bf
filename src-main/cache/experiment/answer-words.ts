import { groupsOf } from '../guard/groups.ts'
import { readDates, readNumbers } from '../guard/quantities.ts'
import {
  auxiliaries,
  beForms,
  determiners,
  fillers,
  owners,
  questionWords,
  subjects,
} from '../guard/tables/function-words.ts'
import type { Token } from '../guard/token.ts'
import { tokenise } from '../guard/tokenise.ts'
import { lemmaOf } from '../guard/word-forms.ts'

/** One word, number or pause of an answer. */
export interface AnswerWord {
  readonly kind: Token['kind']
  readonly raw: string
  /** In lower case. */
  readonly text: string
  /** The dictionary form; of a number its value in digits. */
  readonly key: string
  /** Synonym groups. */
  readonly groups: readonly string[]
  /** In capitals where no sentence begins. */
  readonly isName: boolean
  /** It carries meaning by itself. */
  readonly isContent: boolean
}

/**
 * An answer as the guard reads words and numbers of a question, but not its grammar, which is that of questions:
 * `five` is 5, `May 3rd` a date, `don't` two words.
 */
export function wordsOf(answer: string): readonly AnswerWord[] {
  return readDates(readNumbers(tokenise(answer))).map(wordOf)
}

function wordOf({ kind, raw, text, initial }: Token): AnswerWord {
  const isWord = kind === 'word'
  const key = isWord ? lemmaOf(text) : text
  return {
    ...{ kind, raw, text, key },
    groups: isWord ? [...new Set([...groupsOf(key), ...groupsOf(text)])] : [],
    isName: isWord && /^\p{Lu}/u.test(raw) && !initial && raw !== 'I',
    isContent: kind === 'quote' || (isWord && !binding.has(text) && !binding.has(key)),
  }
}

/** Words that bind others, and those that say how a thing is to be taken: answer-facts.ts reads these by themselves. */
const binding: ReadonlySet<string> = new Set([
  ...[auxiliaries, beForms, determiners, fillers, owners, questionWords, subjects].flatMap((words) => [
    ...words,
  ]),
  ...`a an the and or but if of in on at by for from to with as than then so also it its this that these those there
  here yes no not n't never without can may must should need which who what when where how up out about into over
  under before after between during until since per each every all any some 's`.split(/\s+/),
])

export function isSameWord(a: AnswerWord, b: AnswerWord): boolean {
  return a.key === b.key || a.groups.some((group) => b.groups.includes(group))
}
