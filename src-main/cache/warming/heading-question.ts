/** Headings that say where in a document one is, not what it is about. */
const structural = new Set(
  `introduction intro contents content index overview summary abstract conclusion conclusions appendix appendices annex
  references bibliography sources acknowledgements acknowledgments preface foreword glossary notes note footnotes
  general background about faq miscellaneous misc other others more links changelog license licence copyright imprint
  disclaimer examples example details text document page untitled`.split(/\s+/),
)
const structuralPhrases = new Set(
  [
    'table of contents',
    'list of figures',
    'list of tables',
    'see also',
    'further reading',
    'revision history',
  ].concat([
    'frequently asked questions',
    'executive summary',
    'about this document',
    'how to use this document',
  ]),
)
/** `Chapter 4`, `Part II:`, `Appendix B`, `3.2`: what may stand before a heading that says something, or alone. */
const label =
  /^(?:(?:chapter|section|part|appendix|annex|article|figure|table|page|step)\s+(?:\d+|[ivxlc]+|[a-z])|[\d.]+)[.):–—-]?(?:\s+|$)/i
const numbering = /^[§#*•\s]*\d+(?:\.\d+)*[.):]?\s+/
/** Longer ones are sentences that were taken for a heading. */
const MOST_LETTERS = 120
const LEAST_LETTERS = 3

/**
 * A question that a section answers, from the headings above a passage (the document's own first, joined by ` › `);
 * null where they tell nothing to ask for. A heading that is a question already is asked as it is. Left out: what only
 * numbers or names a place in the document (`Introduction`, `3.2`, `Page 4`), what is the document's own title, and
 * what has fewer than three letters or more than 120 characters.
 */
export function headingQuestion(headings: string, title: string): string | null {
  const path = headings.split(' › ').map(cleaned)
  const leaf = path.at(-1) ?? ''
  if (leaf.endsWith('?')) return leaf.length > MOST_LETTERS ? null : leaf
  if (!tellsSomething(leaf) || leaf.length > MOST_LETTERS) return null
  const document = cleaned(title)
  if (isSame(leaf, document)) return null
  const parent = path.at(-2)
  const within = parent !== undefined && !isSame(parent, document) && tellsSomething(parent) ? parent : null
  const about = within === null || isSame(within, leaf) ? leaf : `${leaf} (${within})`
  return document === '' ? `What is said about ${about}?` : `What does ${document} say about ${about}?`
}

function tellsSomething(heading: string): boolean {
  const letters = heading.match(/\p{L}/gu)?.length ?? 0
  const plain = heading.toLowerCase()
  const unlabelled = plain.replace(label, '')
  const isPlace = unlabelled.trim() === '' || structural.has(plain) || structuralPhrases.has(plain)
  return letters >= LEAST_LETTERS && !isPlace
}

const cleaned = (heading: string): string =>
  heading
    .replace(numbering, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s:.–—-]+$/u, '')
    .trim()

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
