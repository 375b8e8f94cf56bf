import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Everything that a bench or a fake puts into the system's temporary folder goes into one, which also an interrupted run removes. */
export function moveScratchFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-bench-'))
  // os.tmpdir() reads these anew at each call; children inherit them.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
}
