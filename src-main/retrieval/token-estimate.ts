/**
 * Tokens of a text, without a tokenizer: rather too many than too few, as it guards what a model can read. The
 * vocabularies in use take 3.5 to 4.5 characters of English a token and up to two tokens a character elsewhere.
 */
export function estimateTokens(text: string): number {
  let narrow = 0
  let wide = 0
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) < 0x2e80) narrow++
    else wide++
  }
  return Math.ceil(narrow / 3.2 + wide * 1.5)
}

/** The beginning of a text that is estimated to fit, cut at a word where there is one near. */
export function withinTokens(text: string, tokens: number): string {
  if (estimateTokens(text) <= tokens) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (estimateTokens(text.slice(0, middle)) <= tokens) low = middle
    else high = middle - 1
  }
  const space = text.lastIndexOf(' ', low)
  return text.slice(0, space > low * 0.8 ? space : low)
}
