import type { Bounds } from './unit.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })
const words = new Intl.Segmenter('und', { granularity: 'word' })
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** UTF-16 units handed to Intl.Segmenter at once: it copies its input, and a file may be one line of 16 MB. */
const WINDOW = 8_192

/** Without white space at both ends; null where nothing is left. */
export function trimmed(text: string, { start, end }: Span): Span | null {
  let from = start
  let to = end
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return from < to ? { start: from, end: to } : null
}

/** White space that separates words: \s without U+FEFF, which a tokenizer drops and so joins what it stands between. */
export function isBlank(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  if (unit < 0xa0 || unit === 0xfeff) return false
  return /\s/.test(String.fromCharCode(unit))
}

/** The lines of a span. */
export function* linesOf(text: string, span: Span): Generator<Span> {
  for (let start = span.start; start < span.end; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 || newline >= span.end ? span.end : newline + 1
    yield { start, end }
    start = end
  }
}

/** Sentences by Unicode's rules (UAX 29); a line break inside a paragraph is no end of a sentence. */
export function* sentencesOf(text: string, span: Span): Generator<Span> {
  for (let start = span.start; start < span.end; ) {
    const windowEnd = wholeCharacters(text, start, Math.min(span.end, start + WINDOW))
    const window = text.slice(start, windowEnd).replace(/[\n\u2028\u2029\x85]/g, ' ')
    const found = [...sentences.segment(window)].map((segment) => start + segment.index)
    const isLast = windowEnd === span.end
    // The last one may go on beyond the window, so the next window starts with it.
    const ends = isLast ? [...found.slice(1), windowEnd] : found.length > 1 ? found.slice(1) : [windowEnd]
    for (const end of ends) {
      yield { start, end }
      start = end
    }
  }
}

/** Cuts a span into pieces of at most `most` tokens: between words if it can, else between graphemes. */
export function* pieces(text: string, span: Span, most: number, bounds: Bounds): Generator<Span> {
  for (let start = span.start; start < span.end; ) {
    const end = cut(text, start, span.end, most, bounds)
    yield { start, end }
    start = end
  }
}

function cut(text: string, start: number, spanEnd: number, most: number, bounds: Bounds): number {
  // A little of it tells how dense it is; counting all that might fit would count most text ten times.
  const probe = wholeCharacters(text, start, Math.min(spanEnd, start + 4 * most))
  const density = Math.max(bounds.count(text.slice(start, probe)), 1) / (probe - start)
  const guess = start + Math.min(bounds.characters, Math.ceil((most / density) * 1.2))
  let end = wholeCharacters(text, start, Math.min(spanEnd, guess))
  for (;;) {
    const tokens = bounds.count(text.slice(start, end))
    if (tokens <= most) {
      if (end === spanEnd) return end
      const boundary = boundaryBefore(text, start, end)
      // A shorter text may count for more: 'x' + an unknown letter is one [UNK], 'x' alone is a word.
      if (boundary === end || bounds.count(text.slice(start, boundary)) <= most) return boundary
      end = boundary
    } else if (isOneCharacter(text, start, end)) {
      return end
    } else {
      end = shortened(text, start, end, most / tokens)
    }
  }
}

/** By a share of its length, by one character at least; never to nothing. */
function shortened(text: string, start: number, end: number, share: number): number {
  const target = Math.min(start + Math.floor((end - start) * share), end - 1)
  if (target > start) return wholeCharacters(text, start, target)
  return isHighSurrogate(text, start) && isLowSurrogate(text, start + 1) ? start + 2 : start + 1
}

/** UTF-16 units before a cut in which a boundary is looked for. */
const NEIGHBOURHOOD = 256

/** The last good place to cut in (start, end]: after white space, else between words, graphemes, characters. */
function boundaryBefore(text: string, start: number, end: number): number {
  const middle = start + ((end - start) >> 1)
  for (let at = end; at > middle; at--) if (isBlank(text.charCodeAt(at - 1))) return at
  const from = wholeCharacters(text, start, Math.max(middle, end - NEIGHBOURHOOD))
  // A little beyond, so that the segmenter sees whether a grapheme goes on after the end.
  const window = text.slice(from, Math.min(text.length, end + 16))
  for (const segmenter of [words, graphemes]) {
    let best = from
    for (const { index } of segmenter.segment(window)) {
      if (from + index > end) break
      best = from + index
    }
    if (best > from) return best
  }
  return end
}

/** `end`, or one less where it would split a surrogate pair. */
function wholeCharacters(text: string, start: number, end: number): number {
  const splits = end < text.length && isHighSurrogate(text, end - 1) && isLowSurrogate(text, end)
  return splits && end - 1 > start ? end - 1 : end
}

function isOneCharacter(text: string, start: number, end: number): boolean {
  return end - start === 1 || (end - start === 2 && isHighSurrogate(text, start))
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
