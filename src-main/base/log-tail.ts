import type { LogLine } from '../../src-shared/schemas/diagnostics.ts'
import { Emitter, type Event } from './emitter.ts'

export interface LogTail {
  /** Newest `limit` lines, oldest first. */
  lines(limit: number): readonly LogLine[]
  readonly onLine: Event<LogLine>
}

const KEPT_LINES = 1_000
/** UTF-16 code units of a message, and of its data, that the tail keeps; the file has all. */
const KEPT_LENGTH = 4_000

const levels: Readonly<Record<number, LogLine['level']>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'error',
}

/** The newest lines in memory, for the window. */
export class RingTail implements LogTail {
  #lines: LogLine[] = []
  readonly #emitter = new Emitter<LogLine>()
  readonly onLine = this.#emitter.event

  /** @param text one line as pino writes it */
  push(text: string): LogLine {
    const { time, level, scope, msg, ...data } = JSON.parse(text) as Record<string, unknown>
    const line: LogLine = {
      time: String(time),
      level: levels[Number(level)] ?? 'info',
      scope: String(scope ?? 'app'),
      message: shortened(String(msg ?? '')),
      data: Object.keys(data).length > 0 ? shortened(JSON.stringify(data)) : null,
    }
    this.#lines.push(line)
    if (this.#lines.length > KEPT_LINES) this.#lines.shift()
    this.#emitter.fire(line)
    return line
  }

  lines(limit: number): readonly LogLine[] {
    return limit > 0 ? this.#lines.slice(-limit) : []
  }
}

const shortened = (text: string): string =>
  text.length > KEPT_LENGTH ? `${text.slice(0, KEPT_LENGTH)}…` : text
