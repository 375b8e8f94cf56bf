import type { Report } from './part.ts'
import { readableSize } from './table.ts'

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

// Of a line redrawn on a terminal, and of a new line in a log.
const REDRAW_MS = 100
const LOG_MS = 10_000

/** A Report for one part: one line that redraws itself on a terminal, a line now and then in a log. */
export function progressOf(
  part: string,
  output: Output,
  now: () => number = () => performance.now(),
): Report {
  let last = Number.NEGATIVE_INFINITY
  let lastWhat = ''
  return (what, done, total) => {
    const every = output.isTTY ? REDRAW_MS : LOG_MS
    const time = now()
    if (what === lastWhat && time - last < every) return
    last = time
    lastWhat = what
    const line = `  ${part}: ${what}${share(done, total)}`
    if (!output.isTTY) output.write(`${line}\n`)
    else if (done === undefined) output.write(`\r\x1b[K${line}\n`)
    else output.write(`\r\x1b[K${line.slice(0, (output.columns ?? 80) - 1)}`)
  }
}

/** Ends a line that was being redrawn. */
export function endProgress(output: Output): void {
  if (output.isTTY) output.write('\r\x1b[K')
}

function share(done: number | undefined, total: number | undefined): string {
  if (done === undefined || total === undefined || total === 0) return ''
  const amount = total > 100_000 ? `${readableSize(done)} of ${readableSize(total)}` : `${done} of ${total}`
  return ` ${amount} (${Math.floor((100 * done) / total)} %)`
}
