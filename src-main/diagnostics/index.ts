export type { Diagnostics } from './diagnostics.ts'
export { DiagnosticsService } from './diagnostics-service.ts'
export { type ProcessMemory, residentBytes } from './processes.ts'
