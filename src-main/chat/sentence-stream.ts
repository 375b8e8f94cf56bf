import { sentencesOf } from './sentences.ts'

/** Cuts a text that comes in pieces into whole sentences, each with the white space after it. */
export class SentenceStream {
  #held = ''

  push(text: string): string[] {
    this.#held += text
    const starts = sentencesOf(this.#held).map(({ start }) => start)
    const last = starts.at(-1)
    if (starts.length < 2 || last === undefined) return []
    const whole = starts
      .slice(0, -1)
      .map((start, at) => this.#held.slice(at === 0 ? 0 : start, starts[at + 1]))
    this.#held = this.#held.slice(last)
    return whole
  }

  finish(): string[] {
    const rest = this.#held
    this.#held = ''
    return rest.trim() === '' ? [] : [rest]
  }
}
