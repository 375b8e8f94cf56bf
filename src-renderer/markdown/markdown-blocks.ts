/**
 * Cuts Markdown into pieces that render on their own, so that while an answer streams only its last piece is
 * parsed again. Joined, the pieces are the text.
 *
 * A cut falls only where no construct can reach across: after a blank line, before a line that begins, in the
 * first column, with a heading or a word. Text with link definitions or footnotes is never cut, since they may
 * be used anywhere.
 */
export function markdownBlocks(text: string): readonly string[] {
  if (hasDefinition.test(text)) return [text]
  const blocks: string[] = []
  let fence: string | null = null
  let start = 0
  let afterBlank = false
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end)
    if (fence === null && afterBlank && canBegin.test(line)) {
      blocks.push(text.slice(start, at))
      start = at
    }
    fence = fenceAfter(line, fence)
    afterBlank = line.trim() === ''
    at = end
  }
  if (start < text.length) blocks.push(text.slice(start))
  return blocks
}

const hasDefinition = /^ {0,3}\[[^\]\n]+\]:/m
const canBegin = /^(?:#{1,6}[ \t]|\p{L}|\*\*\p{L})/u
const fenceMark = /^\s{0,3}(?:[-*+>]\s+)*(`{3,}|~{3,}|\${2,})/

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline + 1
}

/** The fence (of code or of mathematics) that is open after this line. */
function fenceAfter(line: string, open: string | null): string | null {
  const mark = fenceMark.exec(line)?.[1]
  if (mark === undefined) return open
  if (open === null) return isWholeOnLine(line, mark) ? null : mark
  const closes = mark.startsWith(open) && line.trim().replaceAll(mark[0] ?? '', '') === ''
  return closes ? null : open
}

/** `$$x$$` and ``` ```x``` ``` open nothing. */
function isWholeOnLine(line: string, mark: string): boolean {
  return line.indexOf(mark, line.indexOf(mark) + mark.length) !== -1
}
