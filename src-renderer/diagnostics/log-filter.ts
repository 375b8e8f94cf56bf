import type { LogLine } from '../../src-shared/schemas/diagnostics.ts'

export interface LogFilter {
  /** The least that is shown. */
  readonly level: LogLine['level']
  readonly search: string
}

const weights: Readonly<Record<LogLine['level'], number>> = { debug: 0, info: 1, warn: 2, error: 3 }

export function filterLog(lines: readonly LogLine[], { level, search }: LogFilter): readonly LogLine[] {
  const wanted = search.trim().toLowerCase()
  return lines.filter(
    (line) =>
      weights[line.level] >= weights[level] &&
      (wanted === '' || `${line.scope} ${line.message} ${line.data ?? ''}`.toLowerCase().includes(wanted)),
  )
}

/** As a person pastes it into a report. */
export const logText = (lines: readonly LogLine[]): string =>
  lines
    .map(({ time, level, scope, message, data }) =>
      [time, level.toUpperCase().padEnd(5), scope, message, data ?? ''].join(' ').trimEnd(),
    )
    .join('\n')
