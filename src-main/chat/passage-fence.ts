import type { Passage } from '../retrieval/index.ts'

/**
 * Takes from a document's text whatever could be mistaken for ours or the chat template's: the tags that fence
 * passages, control tokens such as <|im_start|>, and markers like [2], which would cite another passage.
 */
export function neutralised(text: string): string {
  return text
    .replace(/<(\s*\/?\s*passage)/gi, '‹$1')
    .replace(/<(?=\s*\|)/g, '‹')
    .replace(/\|(?=\s*>)/g, '¦')
    .replace(/<(\/?s|\/?INST|<\/?SYS>)>/gi, '‹$1›')
    .replace(/\[(\s*\/?INST\s*)\]/gi, '($1)')
    .replace(/\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g, '($1)')
}

/** A passage as the model reads it: numbered, named, fenced. */
export function fenced(n: number, passage: Passage): string {
  const where = [passage.title, passage.heading, passage.page === null ? null : `page ${passage.page}`]
  const name = neutralised(where.filter((part) => part !== null && part !== '').join(', ')).replace(
    /\s+/g,
    ' ',
  )
  return `[${n}] ${name}\n<passage>\n${neutralised(passage.text).trim()}\n</passage>`
}
