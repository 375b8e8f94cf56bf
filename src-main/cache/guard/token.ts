/** A word, a number, what must agree letter by letter (a path, a version, code, a quotation), or a pause. */
export interface Token {
  readonly kind: 'word' | 'number' | 'literal' | 'quote' | 'genitive' | 'break'
  readonly raw: string
  /** Lower case; of a number its value in digits. */
  readonly text: string
  /** The first word of a sentence, whose capital says nothing. */
  readonly initial: boolean
}
