import pino, { type Logger as PinoLogger } from 'pino'
import type { LogLine } from '../../src-shared/schemas/diagnostics.ts'
import { Emitter, type Event } from './emitter.ts'

/** `log.info({ facts }, 'what happened')`. Never the text of a question or document, never a secret. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>

export interface LogTail {
  /** Newest `limit` lines, oldest first. */
  lines(limit: number): readonly LogLine[]
  readonly onLine: Event<LogLine>
}

export interface RootLog {
  readonly tail: LogTail
  /** A logger whose lines carry the name of a part. */
  scope(name: string): Logger
  flush(): void
}

const KEPT_LINES = 1_000
const levels: Readonly<Record<number, LogLine['level']>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'error',
}

export interface RootLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Also written to this file; its folder must exist. */
  readonly file?: string
  /** Also written to stderr, readably. */
  readonly stderr?: boolean
}

export function createLog(options: RootLogOptions): RootLog {
  const tail = new RingTail()
  const file = options.file ? pino.destination({ dest: options.file, sync: false, mkdir: true }) : undefined
  const write = (text: string) => {
    const line = tail.push(text)
    file?.write(text)
    if (options.stderr)
      process.stderr.write(
        `${line.time.slice(11, 19)} ${line.level.padEnd(5)} ${line.scope}: ${line.message}${line.data ? ` ${line.data}` : ''}\n`,
      )
  }
  const root = pino({ level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write })
  return {
    tail,
    scope: (name) => root.child({ scope: name }),
    flush: () => file?.flushSync(),
  }
}

class RingTail implements LogTail {
  readonly #lines: LogLine[] = []
  readonly #emitter = new Emitter<LogLine>()
  readonly onLine = this.#emitter.event

  push(text: string): LogLine {
    const { time, level, scope, msg, ...data } = JSON.parse(text) as Record<string, unknown>
    const line: LogLine = {
      time: String(time),
      level: levels[Number(level)] ?? 'info',
      scope: String(scope ?? 'app'),
      message: String(msg ?? ''),
      data: Object.keys(data).length > 0 ? JSON.stringify(data) : null,
    }
    this.#lines.push(line)
    if (this.#lines.length > KEPT_LINES) this.#lines.shift()
    this.#emitter.fire(line)
    return line
  }

  lines(limit: number): readonly LogLine[] {
    return this.#lines.slice(-limit)
  }
}
