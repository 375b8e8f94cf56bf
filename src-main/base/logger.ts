import pino, { type Logger as PinoLogger } from 'pino'
import type { Disposable } from './disposable.ts'
import { LogFile } from './log-file.ts'
import { type LogTail, RingTail } from './log-tail.ts'

export type { LogTail } from './log-tail.ts'

/** `log.info({ facts }, 'what happened')`. Never the text of a question or document, never a secret. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>

export interface RootLog extends Disposable {
  readonly tail: LogTail
  /** A logger whose lines carry the name of a part. */
  scope(name: string): Logger
  /** Closes the file; the tail goes on. */
  dispose(): void
}

export interface RootLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Also appended to this file, its folder made where missing (log-file.ts). */
  readonly file?: string
  /** Also written to stderr, readably. */
  readonly stderr?: boolean
}

export function createLog(options: RootLogOptions): RootLog {
  const tail = new RingTail()
  const file = options.file ? new LogFile(options.file) : undefined
  const write = (text: string) => {
    const { time, level, scope, message, data } = tail.push(text)
    file?.write(text)
    if (options.stderr) {
      process.stderr.write(
        `${time.slice(11, 19)} ${level.padEnd(5)} ${scope}: ${message}${data ? ` ${data}` : ''}\n`,
      )
    }
  }
  const root = pino({ level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write })
  return {
    tail,
    scope: (name) => root.child({ scope: name }),
    dispose: () => file?.dispose(),
  }
}
