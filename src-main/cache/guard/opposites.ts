import { opposites } from './tables/opposites.ts'
import { entriesOf } from './tables/word-set.ts'
import { lemmaOf } from './word-forms.ts'

export interface Opposite {
  readonly word: string
  /** Nothing lies between the two: what is not the one is the other. */
  readonly complete: boolean
}

const byWord = new Map<string, Opposite[]>()
for (const entry of entriesOf(opposites)) {
  const [a = '', b = '', mark] = entry.split(' ')
  put(a, b, mark === '!')
  put(b, a, mark === '!')
}

function put(word: string, opposite: string, complete: boolean): void {
  for (const form of new Set([word, lemmaOf(word)])) {
    const listed = byWord.get(form) ?? []
    listed.push({ word: opposite, complete })
    byWord.set(form, listed)
  }
}

/** The opposites of a word or of its dictionary form. */
export function oppositesOf(text: string, lemma: string): readonly Opposite[] {
  return byWord.get(text) ?? byWord.get(lemma) ?? []
}

/** Whether two words are opposites, in any of their forms. */
export function areOpposite(a: { text: string; key: string }, b: { text: string; key: string }): boolean {
  const against = [...(byWord.get(a.text) ?? []), ...(byWord.get(a.key) ?? [])]
  return against.some(({ word }) => word === b.text || word === b.key || lemmaOf(word) === b.key)
}
