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

interface Branch<T> {
  readonly next: Map<string, Branch<T>>
  value?: T
}

/** The longest wording of a table that starts at a place. A wording that two entries have is the first one's. */
export class PatternTable<T> {
  readonly #root: Branch<T> = { next: new Map() }

  add(words: readonly string[], value: T): void {
    let branch = this.#root
    for (const word of words) {
      const next = branch.next.get(word) ?? { next: new Map() }
      branch.next.set(word, next)
      branch = next
    }
    branch.value ??= value
  }

  /** `wordsAt` gives the words that a place of the text may be read as. */
  longestAt(
    start: number,
    wordsAt: (place: number) => readonly string[],
  ): { readonly length: number; readonly value: T } | null {
    let best: { length: number; value: T } | null = null
    let branches = [this.#root]
    for (let length = 1; branches.length > 0; length++) {
      const words = wordsAt(start + length - 1)
      branches = branches.flatMap(({ next }) => words.flatMap((word) => next.get(word) ?? []))
      const value = branches.find((branch) => branch.value !== undefined)?.value
      if (value !== undefined) best = { length, value }
    }
    return best
  }
}

export function tableOf(text: string): PatternTable<true> {
  const table = new PatternTable<true>()
  for (const entry of entriesOf(text)) for (const words of wordings(entry)) table.add(words, true)
  return table
}
