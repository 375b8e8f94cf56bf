/**
 * A piece of a document's structure: [start, end) offsets into its text. Blocks are in order and do not
 * overlap; what lies between them is blank.
 */
export type Block = HeadingBlock | BodyBlock

export interface HeadingBlock {
  readonly kind: 'heading'
  readonly start: number
  readonly end: number
  /** 0 for the document's own title, 1 to 6 below it. */
  readonly level: number
  /** As a person reads it: without markup. */
  readonly title: string
}

export interface BodyBlock {
  /**
   * `lines`: every line is a record of its own (a log, a poem); `code` likewise, and verbatim. `comment`: what
   * a reader of the document does not see, so that it is in no chunk.
   */
  readonly kind: 'paragraph' | 'lines' | 'item' | 'row' | 'code' | 'comment'
  readonly start: number
  readonly end: number
  /** A table row's column names, where the row's own text does not repeat them. */
  readonly header?: string
}
