import { formatCosine } from '../../ui/format.ts'

interface RuleWords {
  readonly label: string
  /** Why two questions that differ in this are kept apart. */
  readonly about: string
}

/** The rules of the equivalence guard (src-main/cache/guard), and `threshold`. */
const known: Readonly<Record<string, RuleWords>> = {
  threshold: { label: 'Not alike enough', about: 'Their cosine is below the threshold.' },
  language: {
    label: 'Language',
    about: 'The rules know English only; other questions are served when equal.',
  },
  quoted_strings: { label: 'Quotation', about: 'What stands in quotation marks is meant letter by letter.' },
  paths: { label: 'File or folder', about: 'Another file has other contents, however alike the names.' },
  versions: { label: 'Version', about: 'What holds for one version need not hold for the next.' },
  code_identifiers: { label: 'Code', about: 'Names in code and options differ by a letter or its case.' },
  dates: { label: 'Date', about: 'Another day, month or weekday has other events.' },
  numbers: { label: 'Number', about: 'A number says which one or how much.' },
  units: { label: 'Unit', about: 'The same quantity in another unit is another number.' },
  antonyms: {
    label: 'Opposites',
    about: 'One of two opposites in place of the other asks for the opposite.',
  },
  negation: { label: 'Negation', about: 'Not, no, never and without turn the answer round.' },
  comparatives: { label: 'Comparison', about: 'More and less, most and least ask for different things.' },
  quantifiers: { label: 'Quantity', about: 'All, some, only and none pick different things.' },
  modality: { label: 'Can or must', about: 'What can, may, should and must be done are four lists.' },
  question_type: {
    label: 'Kind of question',
    about: 'Who, when, how many and why ask for different answers.',
  },
  tense: { label: 'Time', about: 'What was, is and will be have different answers.' },
  names: { label: 'Name', about: 'Another person, place or thing with a name has other facts.' },
  words: { label: 'Other words', about: 'A word that only one of them has may change what is asked.' },
  relations: {
    label: 'Relation',
    about: 'From and to, before and after tie the same words to other answers.',
  },
  entity_order: { label: 'Who does what', about: 'The same words in another order may turn it round.' },
}

/** One that a later version knows is called by its own name. */
export function ruleWords(rule: string): RuleWords {
  const words = rule.replaceAll('_', ' ')
  return known[rule] ?? { label: words.charAt(0).toUpperCase() + words.slice(1), about: '' }
}

/** What a rule saw, as a person says it: the first is of what was asked, the second of what was kept. */
export function detailWords(detail: string): string {
  // The cosine stands beside it, with the digits that it has everywhere.
  const least = /^[\d.]+ is below ([\d.]+)$/.exec(detail)?.[1]
  if (least !== undefined) return `below ${formatCosine(Number(least))}, the least then`
  const [asked, kept, more] = detail.split(' against ')
  if (asked === undefined || kept === undefined || more !== undefined) return detail
  if (kept === 'nothing') return `only the asked one says “${asked}”`
  if (asked === 'nothing') return `only the kept one says “${kept}”`
  return `“${asked}” was asked, “${kept}” was kept`
}

/** How often each rule stood between, the most frequent first. */
export function countByRule(
  nearMisses: readonly { readonly rule: string }[],
): readonly { readonly rule: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { rule } of nearMisses) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count)
}
