import { app } from 'electron'
import type { ProcessMemory } from '../diagnostics/index.ts'

const names: Readonly<Record<string, string>> = { Browser: 'main', Tab: 'window', GPU: 'gpu' }

/** Every process of the app as Electron knows them, the children by the name they were started with. */
export function electronProcesses(): readonly ProcessMemory[] {
  return app.getAppMetrics().map(({ pid, type, name, serviceName, memory }) => ({
    name: type === 'Utility' ? (name ?? serviceName ?? 'utility') : (names[type] ?? type),
    pid,
    memory: memory.workingSetSize * 1_024,
  }))
}
