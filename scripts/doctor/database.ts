import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { lastWords } from '../setup/command.ts'
import { readableSize } from '../setup/table.ts'
import type { Check } from './check.ts'
import { answerOf, probe } from './probe.ts'

/** SQLite's quick_check over the database, where there is one. */
export function databaseCheck(folder: string): Check {
  const file = join(folder, 'alcove.db')
  return {
    name: 'database',
    async run() {
      const stats = await stat(file).catch(() => null)
      if (!stats) return { level: 'ok', detail: 'none yet; made at the first start' }
      const result = await probe('database', { args: [file], timeoutMs: 60_000 })
      if (result.code === 0) {
        return { level: 'ok', detail: `sound, ${answerOf(result)}, ${readableSize(stats.size)}` }
      }
      return {
        level: 'missing',
        detail: `damaged or not readable: ${lastWords(result)}`,
        fix: `put back the newest copy: ls -t '${file}'.before-*`,
        essential: true,
      }
    },
  }
}
