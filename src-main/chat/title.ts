const MAX_TITLE = 60

/** A conversation's first name: its first question, cut at a word. Never empty. */
export function titleFrom(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim()
  if (line.length <= MAX_TITLE) return line.replace(/[?.!…\s]+$/u, '') || line || 'New chat'
  const cut = line.slice(0, MAX_TITLE + 1)
  const space = cut.lastIndexOf(' ')
  const kept = space > MAX_TITLE / 2 ? cut.slice(0, space) : whole(line.slice(0, MAX_TITLE))
  return `${kept.replace(/[\s,;:.–—-]+$/u, '')}…`
}

/** Without half of a character that takes two code units. */
function whole(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '')
}
