import type { Item } from './item.ts'
import type { Placed } from './roles.ts'
import { namesakes } from './tables/namesakes.ts'
import { isTypo } from './typo.ts'

export interface Match {
  readonly a: Placed
  readonly b: Placed
  /** A verb and its noun stand for each other. */
  readonly nominal: boolean
}

export interface Matching {
  readonly matches: readonly Match[]
  /** What is said on one side only. */
  readonly onlyA: readonly Placed[]
  readonly onlyB: readonly Placed[]
}

/** Pairs what two questions say: the same word, synonyms, compounds written apart, and one slip of the keys. */
export function matchingOf(a: readonly Placed[], b: readonly Placed[]): Matching {
  const matches: Match[] = []
  const free = new Set(b)
  const left = new Set(a)
  const pair = (one: Placed, other: Placed) => {
    matches.push({
      a: one,
      b: other,
      nominal: one.item.key !== other.item.key && sharesGroup(one.item, other.item, true),
    })
    left.delete(one)
    free.delete(other)
  }
  for (const same of [isSame, isSynonym]) {
    for (const one of [...left]) {
      const other = nearest(
        one,
        [...free].filter((candidate) => same(one.item, candidate.item)),
      )
      if (other !== null) pair(one, other)
    }
  }
  joinCompounds(left, free, (a, b) => matches.push({ a, b, nominal: false }))
  joinCompounds(free, left, (b, a) => matches.push({ a, b, nominal: false }))
  for (const one of [...left]) {
    const other = [...free].find((candidate) => isMisspelt(one.item, candidate.item))
    if (other !== undefined) pair(one, other)
  }
  return { matches, onlyA: [...left], onlyB: [...free] }
}

/** Of several that would do, the one with the same tie. */
function nearest(one: Placed, others: readonly Placed[]): Placed | null {
  return others.find((other) => other.label === one.label) ?? others[0] ?? null
}

function isSame(a: Item, b: Item): boolean {
  if (a.role !== b.role) return false
  return a.role === 'quote' ? a.text === b.text : a.key === b.key && !areNamesakes(a, b)
}

/** Where one is written as a name and the other is not. */
function areNamesakes(a: Item, b: Item): boolean {
  return a.proper !== b.proper && (namesakes.has(a.text) || namesakes.has(a.key))
}

function isSynonym(a: Item, b: Item): boolean {
  if (a.role === 'content' && b.role === 'literal') return sharesGroup(a, b, false)
  if (a.role === 'literal' && b.role === 'content') return sharesGroup(a, b, false)
  return (
    a.role === 'content' &&
    b.role === 'content' &&
    sharesGroup(a, b, false) &&
    !(a.key === b.key && areNamesakes(a, b))
  )
}

function sharesGroup(a: Item, b: Item, nominalOnly: boolean): boolean {
  return a.groups.some((group) => b.groups.includes(group) && (!nominalOnly || group.startsWith('nominal')))
}

/** `auto save` and `autosave`, `wi-fi` and `wifi`: two neighbours on one side, one word on the other. */
function joinCompounds(
  two: Set<Placed>,
  one: Set<Placed>,
  matched: (of: Placed, whole: Placed) => void,
): void {
  const apart = [...two]
  for (let at = 0; at + 1 < apart.length; at++) {
    const [first, second] = [apart[at], apart[at + 1]]
    if (first === undefined || second === undefined || !second.adjoining || second.at !== first.at + 1)
      continue
    const text = first.item.text + second.item.text
    const whole = [...one].find(
      (other) => other.item.text === text || other.item.key === first.item.text + second.item.key,
    )
    if (whole === undefined) continue
    two.delete(first)
    two.delete(second)
    one.delete(whole)
    matched(first, whole)
  }
}

function isMisspelt(a: Item, b: Item): boolean {
  return a.role === 'content' && b.role === 'content' && !a.proper && !b.proper && isTypo(a.text, b.text)
}
