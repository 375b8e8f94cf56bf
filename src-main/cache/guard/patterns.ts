import { entriesOf } from './tables/word-set.ts'

/**
 * Every wording that one side of a table entry stands for: `a/b (c) d` is `a d`, `a c d`, `b d` and `b c d`.
 * Inside brackets a slash offers words for that place.
 */
export function wordings(pattern: string): string[][] {
  const slots = (pattern.match(/\([^)]*\)|\S+/g) ?? []).map(choices)
  return slots.reduce<string[][]>(
    (all, slot) => all.flatMap((before) => slot.map((words) => [...before, ...words])),
    [[]],
  )
}

function choices(slot: string): string[][] {
  const optional = slot.startsWith('(')
  const inside = optional ? slot.slice(1, -1) : slot
  const offered = inside.includes(' ') ? [inside.split(' ')] : inside.split('/').map((word) => [word])
  return optional ? [[], ...offered] : offered
}

/** The longest wording of a table that starts at a place, found by its first word. */
export class PatternTable<T> {
  readonly #byFirst = new Map<string, { readonly words: readonly string[]; readonly value: T }[]>()

  add(words: readonly string[], value: T): void {
    const first = words[0]
    if (first === undefined) return
    const listed = this.#byFirst.get(first) ?? []
    listed.push({ words, value })
    listed.sort((a, b) => b.words.length - a.words.length)
    this.#byFirst.set(first, listed)
  }

  /** `wordAt` says whether a place of the text holds a word of the table. */
  longestAt(
    start: number,
    firsts: readonly string[],
    isAt: (place: number, word: string) => boolean,
  ): { readonly length: number; readonly value: T } | null {
    let best: { length: number; value: T } | null = null
    for (const first of firsts) {
      for (const { words, value } of this.#byFirst.get(first) ?? []) {
        if (best !== null && words.length <= best.length) break
        if (words.every((word, at) => isAt(start + at, word))) best = { length: words.length, value }
      }
    }
    return best
  }
}

export function tableOf(text: string): PatternTable<true> {
  const table = new PatternTable<true>()
  for (const entry of entriesOf(text)) for (const words of wordings(entry)) table.add(words, true)
  return table
}
