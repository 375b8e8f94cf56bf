/**
 * Ends what a streaming answer has begun and not yet ended, so that the marks of bold, code and links do not
 * flicker as characters before their other half comes. Only the tail is touched; within an open fence nothing.
 */
export function finishMarkdown(text: string): string {
  if (isInFence(text)) return text
  const paragraph = text.slice(text.lastIndexOf('\n\n') + 1)
  const head = text.slice(0, text.length - paragraph.length)
  return head + closeMarks(closeLink(paragraph))
}

function isInFence(text: string): boolean {
  let open: string | null = null
  for (const [, mark = ''] of text.matchAll(/^\s{0,3}(`{3,}|~{3,})/gm)) {
    if (open === null) open = mark
    else if (mark.startsWith(open)) open = null
  }
  return open !== null
}

/** A link or citation that is still being written: its text stays, its half address does not. */
function closeLink(paragraph: string): string {
  const halfAddress = /!?\[([^\][\n]{0,300})\]\([^)\n]*$/.exec(paragraph)
  if (halfAddress) return paragraph.slice(0, halfAddress.index) + (halfAddress[1] ?? '')
  const halfCitation = /\s?\[[\d,; ]{0,12}$/.exec(paragraph)
  if (halfCitation) return paragraph.slice(0, halfCitation.index)
  return paragraph
}

/** Counts only marks outside code, where they mean something. */
function closeMarks(paragraph: string): string {
  const openCode = paragraph.replaceAll(/`[^`]*`/g, '')
  if (openCode.includes('`')) return `${paragraph}\``
  const bold = openCode.split('**').length - 1
  if (bold % 2 === 0) return paragraph
  // A mark with nothing after it yet would close at once and show as four asterisks.
  return /\*\*\s*$/.test(paragraph) ? paragraph.replace(/\*\*\s*$/, '') : `${paragraph.trimEnd()}**`
}
